/**
 * The module path: what the built modules declare, and that programs run on it with nothing else.
 *
 * <p>It depends on {@code dev.eventstore.it} only. Read {@link dev.eventstore.it.jpms.ModuleDescriptorTest} first.
 */
@NullMarked
package dev.eventstore.it.jpms;

import org.jspecify.annotations.NullMarked;
