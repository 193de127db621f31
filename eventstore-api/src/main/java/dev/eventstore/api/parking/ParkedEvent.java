package dev.eventstore.api.parking;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that a subscription has put aside. Immutable.
 *
 * @param number the event's number in the subscription's stream
 * @param position the event's position in {@code $all}
 * @param key the event's partition key; empty for an event that is parked alone
 * @param error what its handler said; empty for one that was not delivered since it waits behind one of its key
 * @param attempts how often its handler has failed, those of replays too
 * @param parkedAt when it was parked or, if it has failed since, when it failed last
 */
public record ParkedEvent(
        long number, long position, Optional<String> key, Optional<String> error, int attempts, Instant parkedAt) {}
