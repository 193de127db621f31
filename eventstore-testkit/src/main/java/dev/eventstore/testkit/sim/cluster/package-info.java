/**
 * Machines that pause and crash, and the network between them, for simulations of whole clusters.
 *
 * <p>It depends on {@code dev.eventstore.testkit.sim} and core's SPIs; simulations use it. Read {@link
 * dev.eventstore.testkit.sim.cluster.SimNetwork} first.
 */
@NullMarked
package dev.eventstore.testkit.sim.cluster;

import org.jspecify.annotations.NullMarked;
