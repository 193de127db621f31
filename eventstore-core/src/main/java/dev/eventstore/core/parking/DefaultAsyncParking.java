package dev.eventstore.core.parking;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.AsyncParking;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The calls of parking without waiting; what is chained runs where the caller of the store wants it. Thread-safe. */
public final class DefaultAsyncParking implements AsyncParking {

    private final ParkingCalls calls;
    private final Supplier<Deadline> deadline;
    private final Continuations continuations;

    /** Moves what is chained to a stage to other threads. Thread-safe. */
    @FunctionalInterface
    public interface Continuations {

        /**
         * The same stage, but what is chained to it runs elsewhere.
         *
         * @param stage the stage
         * @param <T> what it completes with
         * @return completes as the stage does
         */
        <T> CompletionStage<T> move(CompletionStage<T> stage);
    }

    /**
     * Parking for a caller that does not wait.
     *
     * @param calls carries the calls out
     * @param deadline says when each call must have ended
     * @param continuations takes what is chained to the callback threads
     */
    public DefaultAsyncParking(ParkingCalls calls, Supplier<Deadline> deadline, Continuations continuations) {
        this.calls = calls;
        this.deadline = deadline;
        this.continuations = continuations;
    }

    @Override
    public CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name) {
        return continuations.move(calls.list(stream, name, deadline.get()));
    }

    @Override
    public CompletionStage<Boolean> replay(StreamId stream, SubscriptionName name, long number) {
        return continuations.move(calls.replay(stream, name, number, deadline.get()));
    }

    @Override
    public CompletionStage<Integer> replayAll(StreamId stream, SubscriptionName name) {
        return continuations.move(calls.replayAll(stream, name, deadline.get()));
    }

    @Override
    public CompletionStage<Boolean> skip(StreamId stream, SubscriptionName name, long number) {
        return continuations.move(calls.skip(stream, name, number, deadline.get()));
    }
}
