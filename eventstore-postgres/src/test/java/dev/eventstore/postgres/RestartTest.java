package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.EmbeddedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of its own, stopped at once under load and started again. */
class RestartTest {

    private static final int CALLERS = 16;

    private EmbeddedServer server;
    private TestStore store;

    @BeforeEach
    void open() {
        server = EmbeddedServer.start();
        store = new TestStore(Stores.config(server.url(), "public", true));
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void a_server_stopped_at_once_under_load_loses_no_acknowledged_append() {
        Map<UUID, AppendResult> acknowledged = new ConcurrentHashMap<>();
        Map<UUID, Throwable> failed = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> callers = IntStream.range(0, CALLERS)
                .mapToObj(i -> Race.<Void>beside(() -> {
                    appendOn("s" + i, stop, acknowledged, failed);
                    return null;
                }))
                .toList();
        Await.until("appends go on", () -> acknowledged.size() > 200);

        server.crash();
        Await.until("callers get failures by their deadlines", () -> failed.size() >= CALLERS / 2);
        server.startAgain();
        int before = acknowledged.size();
        Await.until("appends go on by themselves", () -> acknowledged.size() > before + 200);
        stop.set(true);
        callers.forEach(Await::result);

        Map<UUID, StoredEvent> stored =
                store.all().stream().collect(Collectors.toMap(StoredEvent::id, Function.identity()));
        acknowledged.forEach((id, result) -> {
            assertTrue(stored.containsKey(id), "acknowledged and lost: " + result);
            assertEquals(result.lastPosition(), stored.get(id).position());
        });
        failed.forEach((id, failure) -> {
            assertTrue(
                    failure instanceof StorageUnavailableException || failure instanceof AppendOutcomeUnknownException,
                    failure.toString());
            assertTrue(
                    failure instanceof AppendOutcomeUnknownException || !stored.containsKey(id),
                    "said not to be written, and is: " + id);
        });
        assertDense();
    }

    private void appendOn(
            String stream, AtomicBoolean stop, Map<UUID, AppendResult> acknowledged, Map<UUID, Throwable> failed) {
        while (!stop.get()) {
            NewEvent event = event("e");
            try {
                acknowledged.put(
                        event.id(),
                        Await.result(
                                store.append(stream, ExpectedVersion.any(), store.in(Duration.ofMillis(600)), event)));
            } catch (EventStoreException e) {
                failed.put(event.id(), e);
            }
        }
    }

    private void assertDense() {
        List<StoredEvent> all = store.all();
        for (int i = 0; i < all.size(); i++) {
            assertEquals(i + 1, all.get(i).position());
        }
        all.stream().collect(Collectors.groupingBy(StoredEvent::stream)).forEach((stream, events) -> {
            for (int i = 0; i < events.size(); i++) {
                assertEquals(i + 1, events.get(i).version(), stream);
            }
        });
    }

    @Test
    void an_append_read_and_checkpoint_that_wait_for_the_server_succeed_when_it_is_back() {
        Await.result(store.append("s", event("a")));
        SubscriptionName name = SubscriptionName.of("sub");
        Claim claim = new Claim(
                StreamId.ALL,
                name,
                Optional.of(new StartFrom.Origin()),
                new NodeId("n", UUID.randomUUID()),
                OptionalLong.empty(),
                store.soon());
        ClaimResult.Granted lease =
                (ClaimResult.Granted) Await.result(store.storage.subscriptions().claim(claim));
        server.crash();

        CompletableFuture<AppendResult> append = store.append("s", event("b"));
        CompletableFuture<Long> head = store.storage.head(store.soon()).toCompletableFuture();
        CompletableFuture<List<Boolean>> checkpoint = store.storage
                .subscriptions()
                .checkpoint(List.of(new Checkpoint(StreamId.ALL, name, lease.token(), 1)), store.soon())
                .toCompletableFuture();
        Await.failure(StorageUnavailableException.class, store.storage.head(store.in(Duration.ofMillis(300))));
        server.startAgain();

        assertEquals(2, Await.result(append).lastVersion());
        assertTrue(Await.result(head) >= 1);
        assertEquals(List.of(true), Await.result(checkpoint));
    }

    @Test
    void hints_come_again_after_a_restart() {
        AtomicLong hinted = new AtomicLong();
        AtomicInteger count = new AtomicInteger();
        store.storage.onHint(head -> {
            hinted.accumulateAndGet(head, Math::max);
            count.incrementAndGet();
        });
        server.crash();
        server.startAgain();
        try (TestStore other = new TestStore(store.config)) {
            Await.result(other.append("s", event("a"), event("b")));
            Await.until("the hint comes", () -> hinted.get() == 2);
        }
        assertTrue(count.get() <= 3, "hints: " + count.get());
    }
}
