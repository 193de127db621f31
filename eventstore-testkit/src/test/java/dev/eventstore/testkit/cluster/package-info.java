/**
 * Whole clusters in a simulation: complete nodes over a simulated network and a storage that fails, under a seed.
 *
 * <p>Read {@code ClusterSimulationTest} first, then {@code SimCluster}.
 */
package dev.eventstore.testkit.cluster;
