package dev.eventstore.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.EmbeddedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL stopped at once under load, and started again, as a user of the store sees it. */
class OutageTest {

    private static final int CALLERS = 8;
    private static final int ENOUGH = 200;

    private final Map<UUID, AppendResult> acknowledged = new ConcurrentHashMap<>();
    private final Queue<EventStoreException> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    private EmbeddedServer server;
    private EventStore store;

    @BeforeEach
    void open() {
        server = EmbeddedServer.start();
        store = EventStores.builder()
                .setting("eventstore.storage", "postgres")
                .setting("eventstore.postgres.url", server.url())
                .setting("eventstore.subscription.lease-ttl", Duration.ofMinutes(1))
                .open();
    }

    @AfterEach
    void close() {
        stop.set(true);
        store.close();
        threads.shutdown();
        server.close();
    }

    @Test
    void no_acknowledged_event_is_lost_failures_are_typed_and_all_goes_on_by_itself() {
        Seen seen = new Seen();
        Subscription subscription =
                store.subscribe(StreamId.ALL, SubscriptionName.of("witness"), SubscriptionOptions.fromOrigin(), seen);
        List<CompletableFuture<Void>> callers = IntStream.range(0, CALLERS)
                .mapToObj(
                        i -> CompletableFuture.runAsync(() -> appendUntilStopped(StreamId.of("stream-" + i)), threads))
                .toList();
        Await.until("appends go on", () -> acknowledged.size() > ENOUGH);

        server.crash();
        Await.until("callers are told by their deadlines", () -> count(StorageUnavailableException.class) >= CALLERS);
        server.startAgain();
        int before = acknowledged.size();
        Await.until(
                "appends go on by themselves",
                () -> acknowledged.size() > before + ENOUGH
                        || callers.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
        stop.set(true);
        callers.forEach(Await::result);

        List<RecordedEvent> all =
                store.stream(StreamId.ALL, ReadOptions.forward()).toList();
        assertEveryAcknowledgementHolds(all);
        assertEquals(
                numbers(all.size()), all.stream().map(RecordedEvent::position).toList());
        Await.until("the subscriber has seen all", () -> seen.positions.size() >= all.size());
        assertEquals(numbers(all.size()), List.copyOf(seen.positions));
        assertTrue(seen.ends.isEmpty(), seen.ends::toString);
        Await.until("all is acknowledged", () -> subscription.checkpoint().orElse(0) == all.size());
    }

    /** An event that was not written, or may have been, is appended again as it is, until it is acknowledged. */
    private void appendUntilStopped(StreamId stream) {
        EventStore impatient = store.withDeadline(Duration.ofMillis(600));
        for (long number = 0; !stop.get(); number++) {
            EventData event = EventData.json("Counted", "{\"number\": " + number + "}");
            while (!acknowledged.containsKey(event.id())) {
                try {
                    AppendResult result = impatient.append(stream, ExpectedVersion.exactly(number), List.of(event));
                    acknowledged.put(event.id(), result);
                } catch (StorageUnavailableException | DeadlineExceededException | AppendOutcomeUnknownException e) {
                    failures.add(e);
                }
            }
        }
    }

    private void assertEveryAcknowledgementHolds(List<RecordedEvent> all) {
        Map<UUID, RecordedEvent> stored =
                all.stream().collect(Collectors.toMap(RecordedEvent::id, Function.identity()));
        acknowledged.forEach((id, result) -> {
            assertTrue(stored.containsKey(id), () -> "acknowledged and lost: " + result);
            assertEquals(result.lastPosition(), stored.get(id).position());
            assertEquals(result.lastVersion(), stored.get(id).version());
        });
        assertEquals(acknowledged.size(), all.size(), "every event was repeated until it was acknowledged");
    }

    private long count(Class<?> kind) {
        return failures.stream().filter(kind::isInstance).count();
    }

    private static List<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    /** Remembers what it gets, and acknowledges it. */
    private static final class Seen implements Subscriber {

        private final Queue<Long> positions = new ConcurrentLinkedQueue<>();
        private final Queue<Optional<EventStoreException>> ends = new ConcurrentLinkedQueue<>();

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            batch.forEach(event -> positions.add(event.position()));
            subscription.ack(batch);
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            ends.add(cause);
        }
    }
}
