/**
 * What the suites of registries need where a registry of several nodes stands on a channel.
 *
 * <p>Tests of modules that provide a {@code ClusterChannel} use it. Read {@link
 * dev.eventstore.testkit.cluster.RingRegistryFixture} first.
 */
@NullMarked
package dev.eventstore.testkit.cluster;

import org.jspecify.annotations.NullMarked;
