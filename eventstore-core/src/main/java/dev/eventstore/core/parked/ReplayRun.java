package dev.eventstore.core.parked;

import dev.eventstore.core.parked.Owner.Holder;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ParkingMessages.Handed;
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
    Holder holder;

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
        holder = null;
    }

    /** Whether an attachment has this event. */
    boolean isAt(UUID attachment) {
        return holder != null && holder.attachment().equals(attachment);
    }

    /**
     * Whether an attachment has this event, and speaks of it: not of the same event as an owner before handed it over, which
     * is said of what is over, while the event is on its way again.
     */
    boolean isMeant(UUID attachment, long askedNumber, long position, @Nullable Handed handed) {
        return holder != null
                && isAt(attachment)
                && number == askedNumber
                && event != null
                && event.position() == position
                && (handed == null || handed.equals(holder.handed()));
    }
}
