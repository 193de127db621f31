package dev.eventstore.core.parked;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.delivery.ParkingLot;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.core.spi.parking.ParkingStorage.Outcome;
import dev.eventstore.core.spi.parking.ParkingStorage.Removal;
import dev.eventstore.core.spi.parking.ParkingStorage.Removed;
import dev.eventstore.core.wire.ParkingMessages.Count;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Gives parked events up, when somebody asks for that. Confined to the mailbox of the process. */
final class Skips {

    private final StreamId stream;
    private final SubscriptionName name;
    private final ParkingLot lot;
    private final ParkingStorage storage;
    private final ParkingWrites writes;
    private final Replays replays;

    Skips(
            StreamId stream,
            SubscriptionName name,
            ParkingLot lot,
            ParkingStorage storage,
            ParkingWrites writes,
            Replays replays) {
        this.stream = stream;
        this.name = name;
        this.lot = lot;
        this.storage = storage;
        this.writes = writes;
        this.replays = replays;
    }

    /** Gives up one that nobody has; a run that is about to hand it over goes on with the next. */
    void skip(Ask ask, long number) {
        if (replays.isUnderWay(number)) {
            ask.answer().complete(new Count(0));
            return;
        }
        writes.remove(
                number,
                lot.keyOf(number),
                () -> ask.answer().completeExceptionally(new LeaseLostException(stream, name)),
                removed -> {
                    ask.answer().complete(count(removed));
                    replays.waiting(number).ifPresent(run -> replays.goOn(run, number, removed));
                });
    }

    /** Nobody is attached, so nobody here has the lease: the storage lets it be done if nobody elsewhere has it. */
    CompletionStage<Void> unowned(Ask ask, long number) {
        Removal removal = new Removal(stream, name, OptionalLong.empty(), number, null, ask.deadline());
        return storage.remove(removal).handle((removed, failure) -> {
            if (failure != null) {
                ask.answer().completeExceptionally(Failures.unwrap(failure));
            } else if (removed.outcome() == Outcome.NOT_HELD) {
                ask.answer().completeExceptionally(heldElsewhere());
            } else {
                ask.answer().complete(count(removed));
            }
            return null;
        });
    }

    private static Count count(Removed removed) {
        return new Count(removed.outcome() == Outcome.REMOVED ? 1 : 0);
    }

    SubscriptionRefusedException heldElsewhere() {
        return new SubscriptionRefusedException(
                stream,
                name,
                Reason.HELD_ELSEWHERE,
                "another node has its lease, which this one cannot reach. Ask it there, or when that node has gone");
    }
}
