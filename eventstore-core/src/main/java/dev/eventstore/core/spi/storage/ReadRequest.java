package dev.eventstore.core.spi.storage;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import java.util.List;
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
     * A page of those events only that a filter lets pass. Immutable.
     *
     * @param page which page; forward
     * @param filter what passes; the beginning of a stream's name is data, not a pattern
     * @param most how many numbers are looked at, 1 or more, counted from the first that has an event: so the work of one call is
     *     bounded also where nothing passes
     */
    public record Filtered(ReadRequest page, EventFilter filter, int most) {

        /**
         * Checks the components.
         *
         * @param page which page; forward
         * @param filter what passes
         * @param most how many numbers are looked at, 1 or more
         * @throws IllegalArgumentException if the page is backward or nothing is to be looked at
         */
        public Filtered {
            if (page.backward()) {
                throw new IllegalArgumentException("a filtered page is read forward");
            }
            if (most < 1) {
                throw new IllegalArgumentException("most must be 1 or more, but was " + most);
            }
        }
    }

    /**
     * A filtered page. Immutable.
     *
     * @param events the events that passed, in the order of their numbers
     * @param upTo every number up to this one was looked at: no other event passes, nor will one come; the number before the
     *     first that was asked for if there was none to look at
     * @param more whether there were numbers above that
     */
    public record Scanned(List<StoredEvent> events, long upTo, boolean more) {

        /**
         * How many events were found.
         *
         * @return 0 or more
         */
        public int size() {
            return events.size();
        }
    }

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
