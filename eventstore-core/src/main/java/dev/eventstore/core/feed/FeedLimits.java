package dev.eventstore.core.feed;

import java.time.Duration;

/**
 * How a feed reads. Immutable.
 *
 * @param pollInterval how often the storage is asked for its head while hints work; up to 8 times as often while they do not
 * @param tailEvents how many events are kept
 * @param tailBytes how many bytes of events are kept
 * @param busyAppends how many appends a second make the node a busy one, where those who read leave the machine to appends
 * @param busyDeliveries how many events a second all who read on a busy node may get together, however little is appended
 */
public record FeedLimits(Duration pollInterval, int tailEvents, long tailBytes, int busyAppends, long busyDeliveries) {}
