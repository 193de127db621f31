package dev.eventstore.core.handover;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The attachment whose events are handed over. Thread-safe. */
public interface Host {

    /** Whether nothing of a generation is handed over any more: it was taken back, or the subscriber leaves. */
    boolean isOver(long generation);

    /** An event of a generation is about to be handed over, which is at this place of all that were delivered. */
    void handedOver(RecordedEvent event, long place, long generation);

    /** The selector has refused an event of a generation. */
    void passedOver(long number, long place, long generation);

    /** Whether the event at this place was handed over and is not acknowledged. */
    boolean isOpen(long place);

    /** An event of a generation is given up or parked: it counts as acknowledged as soon as those before it are. */
    void dropped(long number, long place, long generation);

    /**
     * Parks an event.
     *
     * @param over whether nobody wants that any more
     * @return completes, when that is durable, with the numbers that are parked by it: its own, and those of later events of
     *     its key that were delivered here, or with none if it is over; fails if the subscription must end
     */
    CompletionStage<Set<Long>> park(StoredEvent event, String error, int attempts, BooleanSupplier over);

    /** An event that is replayed is about to be handed over. */
    void replaying(RecordedEvent event, Handed handed);

    /** An event that is replayed needs no handling: the selector has refused it. */
    void replayed(StoredEvent event, Handed handed);

    /** An event that is replayed has failed for good: it stays parked. */
    void replayFailed(StoredEvent event, String error, int attempts, Handed handed);

    /** The subscriber has failed for good. */
    void failed(Throwable failure);
}
