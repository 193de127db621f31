package dev.eventstore.testkit.core;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.sim.FaultyStorage;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A whole core in a simulation: no thread, no clock but the scheduler's. Confined to the simulation. */
final class SimNode {

    final FaultyStorage storage;
    final EventStore store;
    private final SimScheduler sim;

    SimNode(SimScheduler sim, InMemoryDatabase database, String name) {
        this(sim, database, name, Map.of());
    }

    SimNode(SimScheduler sim, InMemoryDatabase database, String name, Map<String, Object> settings) {
        this.sim = sim;
        this.storage = new FaultyStorage(new InMemoryStorage(database, sim, sim, Observer.NONE), sim.random(), sim);
        var builder = EventStores.builder()
                .setting("eventstore.cluster.node", name)
                .setting("eventstore.close-timeout", Duration.ZERO)
                .storage(storage)
                .registry(new SingleNodeRegistryProvider())
                .time(sim)
                .dispatcher(sim)
                .callbackExecutor(sim)
                .ids(() -> id(sim));
        settings.forEach(builder::setting);
        this.store = builder.open();
    }

    /** An event whose id the seed decides. */
    static EventData event(SimScheduler sim, int n) {
        return EventData.json("happened", Integer.toString(n)).id(id(sim));
    }

    CompletableFuture<AppendResult> append(String stream, ExpectedVersion expected, EventData... events) {
        return store.async()
                .append(StreamId.of(stream), expected, List.of(events))
                .toCompletableFuture();
    }

    AppendResult appended(String stream, EventData... events) {
        return result(append(stream, ExpectedVersion.any(), events));
    }

    Subscription subscribed(String stream, SubscriptionOptions options, Subscriber subscriber) {
        return result(store.async().subscribe(StreamId.of(stream), SubscriptionName.of("mailer"), options, subscriber));
    }

    /** Runs the simulation until the stage is complete. */
    <T> T result(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        sim.runUntil("the call has ended", future::isDone);
        return future.join();
    }

    /** Runs the simulation until the stage has failed. */
    Throwable failure(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        sim.runUntil("the call has ended", future::isDone);
        return future.handle((result, failure) ->
                        failure == null ? new AssertionError("it succeeded with " + result) : Failures.unwrap(failure))
                .join();
    }

    private static UUID id(SimScheduler sim) {
        return new UUID(sim.random().nextLong(), sim.random().nextLong());
    }
}
