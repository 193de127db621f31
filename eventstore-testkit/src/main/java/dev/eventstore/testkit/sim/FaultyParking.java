package dev.eventstore.testkit.sim;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.parking.ParkingStorage;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The parked events of a {@link FaultyStorage}. Confined to the thread of its simulation. */
final class FaultyParking implements ParkingStorage {

    private final ParkingStorage parking;
    private final FaultyCalls calls;

    FaultyParking(ParkingStorage parking, FaultyCalls calls) {
        this.parking = parking;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Parked> park(Park request) {
        return calls.call(request.deadline(), () -> parking.park(request), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline) {
        return calls.call(deadline, () -> parking.list(stream, name, deadline), FaultyCalls::unavailable);
    }

    @Override
    public CompletionStage<Removed> remove(Removal removal) {
        return calls.call(removal.deadline(), () -> parking.remove(removal), FaultyCalls::unavailable);
    }
}
