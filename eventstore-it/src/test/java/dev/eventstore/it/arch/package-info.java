/**
 * The rules of the architecture, checked on the classes that users get, each with a planted violation that it must see.
 *
 * <p>It depends on nothing of ours but {@link dev.eventstore.it.BuiltModules}. Read
 * {@link dev.eventstore.it.arch.ArchitectureTest} first.
 */
@NullMarked
package dev.eventstore.it.arch;

import org.jspecify.annotations.NullMarked;
