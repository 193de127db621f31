/**
 * Every fault that a cluster of real processes must survive, while clients write through all of its nodes; what a registry is
 * asked in each build stands in {@code it.cluster}. Run with the profile {@code faults}.
 *
 * <p>It depends on {@code it.cluster}, {@code it.history} and the testkit. Read {@code FaultScenario} first.
 */
@NullMarked
package dev.eventstore.it.faults;

import org.jspecify.annotations.NullMarked;
