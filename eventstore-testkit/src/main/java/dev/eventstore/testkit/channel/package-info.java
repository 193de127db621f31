/**
 * What every cluster channel promises, as suites of tests.
 *
 * <p>A module with a channel extends {@link dev.eventstore.testkit.channel.ClusterChannelConformance} and, if its channel binds
 * ports, {@link dev.eventstore.testkit.channel.PortSuite}. Read {@link dev.eventstore.testkit.channel.ChannelFixture} first.
 */
@NullMarked
package dev.eventstore.testkit.channel;

import org.jspecify.annotations.NullMarked;
