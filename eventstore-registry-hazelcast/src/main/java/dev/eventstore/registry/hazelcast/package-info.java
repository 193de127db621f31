/**
 * A cluster channel over Hazelcast.
 *
 * <p>Nothing depends on this package, and no registry stands on it yet. Read {@code HazelcastChannel} first, then
 * {@code Presence}: a member of Hazelcast is a node of ours while it says so.
 */
@NullMarked
package dev.eventstore.registry.hazelcast;

import org.jspecify.annotations.NullMarked;
