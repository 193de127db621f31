/**
 * Tests of core in simulation: whole nodes on one thread, in virtual time, over a storage that goes wrong.
 *
 * <p>Nothing depends on this package. Read {@link dev.eventstore.testkit.core.SimNode} first.
 */
@NullMarked
package dev.eventstore.testkit.core;

import org.jspecify.annotations.NullMarked;
