package dev.eventstore.core.parked;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The replay of one key, or of one event without a key: which event is next, and who has it. */
final class ReplayRun {

    /** Null for an event without a key. */
    final @Nullable String key;

    long number;
    int attempts;
    boolean reading;

    /** The event at the front, once it is read. */
    @Nullable
    StoredEvent event;

    /** Who has it. */
    @Nullable
    UUID attachment;

    ReplayRun(@Nullable String key, long number, int attempts) {
        this.key = key;
        this.number = number;
        this.attempts = attempts;
    }

    /** The next event of the key is at the front now. */
    void next(long newNumber, int newAttempts) {
        number = newNumber;
        attempts = newAttempts;
        event = null;
        attachment = null;
    }

    /** Whether an attachment has this event. */
    boolean isAt(UUID asked, long askedNumber, long position) {
        return asked.equals(attachment) && number == askedNumber && event != null && event.position() == position;
    }
}
