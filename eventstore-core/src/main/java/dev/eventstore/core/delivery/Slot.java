package dev.eventstore.core.delivery;

import dev.eventstore.core.spi.storage.StoredEvent;
import org.jspecify.annotations.Nullable;

/** One event above the checkpoint: it waits, is in flight at a seat, or was handled before an earlier one. */
final class Slot {

    final long number;

    /** Null while it is known from an attachment only, and not read yet. */
    @Nullable
    StoredEvent event;

    /** The queue of its key, once that is known. */
    @Nullable
    KeyQueue queue;

    /** Who has it in flight, if anybody. */
    @Nullable
    Seat seat;

    /** Whether it waits in its queue. */
    boolean waits;

    boolean handled;

    Slot(long number) {
        this.number = number;
    }
}
