package dev.eventstore.core.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.parking.Parking;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.system.Blocking;
import java.util.List;
import java.util.function.Supplier;

/** The calls of parking with a thread that waits for them. Thread-safe. */
public final class DefaultParking implements Parking {

    private final ParkingCalls calls;
    private final Supplier<Deadline> deadline;

    /**
     * Parking for a caller that waits.
     *
     * @param calls carries the calls out
     * @param deadline says when each call must have ended
     */
    public DefaultParking(ParkingCalls calls, Supplier<Deadline> deadline) {
        this.calls = calls;
        this.deadline = deadline;
    }

    @Override
    public List<ParkedEvent> list(StreamId stream, SubscriptionName name) {
        return Blocking.await(calls.list(stream, name, deadline.get()));
    }

    @Override
    public boolean replay(StreamId stream, SubscriptionName name, long number) {
        return Blocking.await(calls.replay(stream, name, number, deadline.get()));
    }

    @Override
    public int replayAll(StreamId stream, SubscriptionName name) {
        return Blocking.await(calls.replayAll(stream, name, deadline.get()));
    }

    @Override
    public boolean skip(StreamId stream, SubscriptionName name, long number) {
        return Blocking.await(calls.skip(stream, name, number, deadline.get()));
    }
}
