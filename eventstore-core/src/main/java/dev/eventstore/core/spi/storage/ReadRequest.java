package dev.eventstore.core.spi.storage;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import java.util.Optional;

/**
 * A page of a stream. Immutable.
 *
 * @param stream the stream, or {@code $all}
 * @param backward from new to old
 * @param from the first number to read, or the next one in the direction of reading; {@link Long#MAX_VALUE} backward for
 *     the end
 * @param limit the largest number of events, 1 or more
 * @param deadline when the caller stops waiting
 * @param lease a subscription's lease on the stream that must hold when the page was read, else the read fails with {@code
 *     LeaseLostException}; so no page is taken for another's that has the name since a hard delete
 */
public record ReadRequest(
        StreamId stream, boolean backward, long from, int limit, Deadline deadline, Optional<Lease> lease) {

    /**
     * A subscription's lease.
     *
     * @param name the subscription
     * @param token the lease's token
     */
    public record Lease(SubscriptionName name, long token) {}

    /**
     * A page that is read for no subscription.
     *
     * @param stream the stream, or {@code $all}
     * @param backward from new to old
     * @param from the first number to read, or the next one in the direction of reading
     * @param limit the largest number of events, 1 or more
     * @param deadline when the caller stops waiting
     */
    public ReadRequest(StreamId stream, boolean backward, long from, int limit, Deadline deadline) {
        this(stream, backward, from, limit, deadline, Optional.empty());
    }
}
