/**
 * The registry {@code hazelcast}: core's registry of several nodes over a channel of Hazelcast.
 *
 * <p>Only core may use it, through its SPI. Read {@code HazelcastChannel} first, then {@code Presence}: a member of Hazelcast
 * is a node of ours while it says so.
 */
@NullMarked
package dev.eventstore.registry.hazelcast;

import org.jspecify.annotations.NullMarked;
