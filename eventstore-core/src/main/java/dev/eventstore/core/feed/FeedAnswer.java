package dev.eventstore.core.feed;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.List;

/**
 * An answer from a feed's memory. Immutable.
 *
 * @param events the events after the position that was asked for
 * @param upTo there is no other event up to this position
 * @param more whether there may be more right now
 */
record FeedAnswer(List<StoredEvent> events, long upTo, boolean more) {

    /** The same, where everything up to a position could be read when this was asked for. */
    FeedAnswer reaching(long position) {
        return more || upTo >= position ? this : new FeedAnswer(events, position, false);
    }
}
