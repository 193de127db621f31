package dev.eventstore.core.parking;

import static java.util.concurrent.CompletableFuture.completedStage;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.wire.ParkingMessages;
import dev.eventstore.core.wire.ParkingMessages.Count;
import dev.eventstore.core.wire.ParkingMessages.ReplayParked;
import dev.eventstore.core.wire.ParkingMessages.SkipParked;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The calls of parking without waiting. Thread-safe. */
public final class ParkingCalls {

    private final Registry registry;
    private final ParkingStorage storage;
    private final SubscriptionStorage subscriptions;
    private final Runner runner;

    /** Carries calls out: bounded in number and bytes, ended at their deadlines. Thread-safe. */
    @FunctionalInterface
    public interface Runner {

        /**
         * Carries a call out.
         *
         * @param deadline when it must have ended
         * @param size how many bytes it holds
         * @param late what it fails with if its end fails to come
         * @param work starts it
         * @param <T> what it completes with
         * @return completes as the work does
         */
        <T> CompletableFuture<T> run(
                Deadline deadline, long size, Supplier<EventStoreException> late, Supplier<CompletionStage<T>> work);
    }

    /**
     * The calls over what the wiring chose.
     *
     * @param registry reaches the subscriptions
     * @param storage keeps what is parked, and knows which subscriptions there are
     * @param runner carries the calls out
     */
    public ParkingCalls(Registry registry, Storage storage, Runner runner) {
        this.registry = registry;
        this.storage = storage.parking();
        this.subscriptions = storage.subscriptions();
        this.runner = runner;
    }

    /** See {@link dev.eventstore.api.parking.Parking#list}. */
    CompletableFuture<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline) {
        SubscriptionKey key = key(stream, name);
        return runner.run(deadline, 0, late("listing of parked events", "nothing was written"), () -> {
            registry.requireServing();
            return storage.list(key.stream(), key.name(), deadline)
                    .thenCompose(parked -> parked.isEmpty() ? known(key, parked, deadline) : completedStage(parked));
        });
    }

    /** See {@link dev.eventstore.api.parking.Parking#replay}. */
    CompletableFuture<Boolean> replay(StreamId stream, SubscriptionName name, long number, Deadline deadline) {
        return ask(stream, name, new ReplayParked(requirePositive(number)), "replay", deadline)
                .thenApply(count -> count > 0);
    }

    /** See {@link dev.eventstore.api.parking.Parking#replayAll}. */
    CompletableFuture<Integer> replayAll(StreamId stream, SubscriptionName name, Deadline deadline) {
        return ask(stream, name, ParkingMessages.replayAll(), "replay", deadline);
    }

    /** See {@link dev.eventstore.api.parking.Parking#skip}. */
    CompletableFuture<Boolean> skip(StreamId stream, SubscriptionName name, long number, Deadline deadline) {
        return ask(stream, name, new SkipParked(requirePositive(number)), "skipping of a parked event", deadline)
                .thenApply(count -> count > 0);
    }

    private CompletableFuture<Integer> ask(
            StreamId stream, SubscriptionName name, Message message, String what, Deadline deadline) {
        SubscriptionKey key = key(stream, name);
        return runner.run(
                deadline,
                0,
                late(what, "it may have happened"),
                () -> registry.ask(key.process(), message, deadline)
                        .thenApply(answer -> ((Count) answer).count())
                        .thenCompose(count -> count > 0 ? completedStage(count) : known(key, count, deadline))
                        .exceptionallyCompose(failure -> refused(key, Failures.unwrap(failure), deadline)));
    }

    /** Where nobody is attached, it is said if there is no such subscription at all. */
    private <T> CompletionStage<T> refused(SubscriptionKey key, Throwable failure, Deadline deadline) {
        CompletionStage<T> refused = CompletableFuture.failedStage(failure);
        return failure instanceof SubscriptionRefusedException
                ? known(key, refused, deadline).thenCompose(same -> same)
                : refused;
    }

    /** Gives an answer about a subscription back; fails if there is no such subscription. */
    private <T> CompletionStage<T> known(SubscriptionKey key, T answer, Deadline deadline) {
        Name name = new Name(key.stream(), key.name());
        return subscriptions.checkpoints(List.of(name), deadline).thenApply(found -> {
            found.get(0).orElseThrow(() -> new SubscriptionNotFoundException(key.stream(), key.name()));
            return answer;
        });
    }

    private static long requirePositive(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("number must be 1 or more, but was " + number);
        }
        return number;
    }

    private static SubscriptionKey key(StreamId stream, SubscriptionName name) {
        return new SubscriptionKey(
                Objects.requireNonNull(stream, "stream must not be null"),
                Objects.requireNonNull(name, "subscription name must not be null"));
    }

    private static Supplier<EventStoreException> late(String what, String outcome) {
        return () -> new DeadlineExceededException(
                "the " + what + " had not ended by its deadline; " + outcome + "; try again, which is safe", null);
    }
}
