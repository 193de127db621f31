/**
 * What the integration tests share: where the built modules are, and the Javas of this machine.
 *
 * <p>The packages below depend on it, never on each other. Read {@link dev.eventstore.it.BuiltModules} first.
 */
@NullMarked
package dev.eventstore.it;

import org.jspecify.annotations.NullMarked;
