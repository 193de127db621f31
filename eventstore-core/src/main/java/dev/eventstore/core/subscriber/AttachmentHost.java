package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.handover.Host;
import dev.eventstore.core.handover.ParkingLink;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** What becomes of the events of one attachment while they are handed over. Thread-safe. */
final class AttachmentHost implements Host {

    private final AckWindow window;
    private final ParkingLink parking;
    private final LongPredicate over;
    private final LongConsumer acknowledged;
    private final Consumer<Throwable> failed;

    /**
     * Of one attachment.
     *
     * @param over whether a generation is over
     * @param acknowledged takes the place up to which everything is handled
     * @param failed takes what ends the subscription
     */
    AttachmentHost(
            AckWindow window,
            ParkingLink parking,
            LongPredicate over,
            LongConsumer acknowledged,
            Consumer<Throwable> failed) {
        this.window = window;
        this.parking = parking;
        this.over = over;
        this.acknowledged = acknowledged;
        this.failed = failed;
    }

    @Override
    public boolean isOver(long generation) {
        return over.test(generation);
    }

    @Override
    public void handedOver(RecordedEvent event, long place, long generation) {
        parking.delivered(event.number()).forEach(window::replaced);
        window.handedOver(event, place, generation);
    }

    @Override
    public void passedOver(long number, long place, long generation) {
        window.passedOver(number, place, generation).ifPresent(acknowledged);
    }

    @Override
    public boolean isOpen(long place) {
        return window.isOpen(place);
    }

    @Override
    public void dropped(long number, long place, long generation) {
        window.dropped(number, place, generation).ifPresent(acknowledged);
    }

    @Override
    public CompletionStage<Set<Long>> park(StoredEvent event, String error, int attempts, BooleanSupplier nobody) {
        return parking.park(event, error, attempts, nobody);
    }

    @Override
    public void replaying(RecordedEvent event, Handed handed) {
        parking.replaying(event, handed);
    }

    @Override
    public void replayed(StoredEvent event, Handed handed) {
        parking.replayed(event.number(), event.position(), handed);
    }

    @Override
    public void replayFailed(StoredEvent event, String error, int attempts, Handed handed) {
        parking.replayFailed(event, error, attempts, handed);
    }

    @Override
    public void failed(Throwable failure) {
        failed.accept(failure);
    }
}
