/**
 * Simulation: nodes that run on one thread, in virtual time, under a seed, so that every run can be repeated.
 *
 * <p>It depends on core only. Read {@link dev.eventstore.testkit.sim.SimScheduler} first, then
 * {@link dev.eventstore.testkit.sim.FaultyStorage}.
 */
@NullMarked
package dev.eventstore.testkit.sim;

import org.jspecify.annotations.NullMarked;
