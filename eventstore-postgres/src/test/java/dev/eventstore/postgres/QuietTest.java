package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.forwarding.ForwardingStorage;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What subscriptions cost the database, counted at the door of the storage. */
class QuietTest {

    private final TestDatabase database = PostgresForTests.newSchema();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong delivered = new AtomicLong();
    private final List<Subscription> subscriptions = new ArrayList<>();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void subscribers_that_are_caught_up_ask_nothing() {
        try (EventStore store = open(Duration.ofMillis(100))) {
            for (int i = 0; i < 50; i++) {
                append(store, "order-" + i % 10);
            }
            for (int i = 0; i < 50; i++) {
                subscribe(store, StreamId.ALL, "all-" + i, SubscriptionOptions.fromOrigin());
                subscribe(store, StreamId.of("order-" + i % 10), "order-" + i, SubscriptionOptions.fromOrigin());
                subscribe(
                        store,
                        StreamId.ALL,
                        "some-" + i,
                        SubscriptionOptions.fromOrigin().filter(EventFilter.types("other")));
            }
            Await.until("all of it has come", () -> delivered.get() == 50 * 50 + 50 * 5);
            awaitSettled();
            asked.clear();
            int before = looks.get();
            Await.until("the net was cast 30 times", () -> looks.get() >= before + 30);
            assertEquals(List.of(), List.copyOf(asked), "what 150 subscriptions asked in three seconds");
        }
    }

    @Test
    void a_thousand_subscriptions_to_all_read_what_comes_once() {
        try (EventStore store = open(Duration.ofSeconds(1))) {
            SubscriptionOptions options = SubscriptionOptions.fromCurrent().bufferSize(100);
            for (int i = 0; i < 1_000; i++) {
                subscribe(store, StreamId.ALL, "all-" + i, options);
            }
            awaitSettled();
            asked.clear();
            for (int i = 0; i < 200; i++) {
                append(store, "order-" + i % 10);
            }
            Await.until("all of it has come to all", () -> delivered.get() == 200 * 1_000);
            List<String> reads =
                    asked.stream().filter(each -> each.startsWith("read")).toList();
            assertTrue(reads.size() <= 200, "reads: " + reads.size());
            assertEquals(reads.stream().distinct().toList(), reads, "nothing is read twice");
        }
    }

    /** Nothing was asked between two looks of the net that are a little apart. */
    private void awaitSettled() {
        Await.until(
                "subscribed",
                () -> subscriptions.stream().allMatch(each -> each.state() == SubscriptionState.SUBSCRIBED));
        Await.until("quiet", () -> {
            int known = asked.size();
            int before = looks.get();
            Await.until("a look", () -> looks.get() >= before + 3);
            return asked.size() == known;
        });
    }

    private void subscribe(EventStore store, StreamId stream, String name, SubscriptionOptions options) {
        subscriptions.add(store.subscribe(stream, SubscriptionName.of(name), options, (batch, subscription) -> {
            subscription.ack(batch);
            delivered.addAndGet(batch.size());
        }));
    }

    private static void append(EventStore store, String stream) {
        store.append(StreamId.of(stream), ExpectedVersion.any(), List.of(EventData.json("happened", "{}")));
    }

    private EventStore open(Duration poll) {
        return EventStores.builder()
                .setting("eventstore.name", "quiet")
                .storage(new Counted(Stores.storage(Stores.config(database))))
                .registry(new SingleNodeRegistryProvider())
                .setting("eventstore.feed.poll-interval", poll)
                .open();
    }

    /** Notes what is asked, but for looks at the head, which it counts. Thread-safe. */
    private final class Counted extends ForwardingStorage {

        Counted(Storage inner) {
            super(inner);
        }

        @Override
        public CompletionStage<List<StoredEvent>> read(ReadRequest request) {
            asked.add("read " + request.stream() + " from " + request.from());
            return super.read(request);
        }

        @Override
        public CompletionStage<ReadRequest.Scanned> readFiltered(ReadRequest.Filtered request) {
            asked.add("read filtered " + request.page().stream() + " from "
                    + request.page().from());
            return super.readFiltered(request);
        }

        @Override
        public CompletionStage<Optional<StreamInfo>> info(StreamId stream, Deadline deadline) {
            asked.add("info " + stream);
            return super.info(stream, deadline);
        }

        @Override
        public CompletionStage<Long> head(Deadline deadline) {
            looks.incrementAndGet();
            return super.head(deadline);
        }
    }
}
