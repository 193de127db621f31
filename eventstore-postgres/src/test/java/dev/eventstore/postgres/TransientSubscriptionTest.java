package dev.eventstore.postgres;

import static dev.eventstore.postgres.SeenTable.append;
import static dev.eventstore.postgres.SeenTable.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transient subscription leaves in the database, and who cannot have one. */
class TransientSubscriptionTest {

    private static final SubscriptionOptions TRANSIENT =
            SubscriptionOptions.fromOrigin().bufferSize(7).asTransient();

    private TestDatabase database;
    private EventStore store;
    private SeenTable tables;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        store = Stores.store(database, "transient").open();
        tables = new SeenTable(database.url(), database.schema());
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void it_writes_no_row_of_its_own_and_none_of_its_node_while_it_runs_or_afterwards() {
        append(store, 50);
        for (StreamId stream : List.of(SeenTable.STREAM, StreamId.ALL)) {
            try (SubscriptionReader reader = store.subscribe(stream, SeenTable.NAME, TRANSIENT)) {
                assertEquals(upTo(50), taken(reader, 50));
                assertNothingKept();
            }
        }
        assertNothingKept();
        try (SubscriptionReader reader =
                store.subscribe(StreamId.ALL, SeenTable.NAME, SubscriptionOptions.fromOrigin())) {
            assertFalse(reader.receive(Await.patience()).isEmpty());
            assertEquals(
                    1, tables.query("select name from ${schema}.subscriptions").size());
            assertEquals(1, tables.query("select name from ${schema}.nodes").size());
        }
    }

    @Test
    void a_transactional_subscriber_is_refused_before_anything_is_done() {
        append(store, 1);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> TransactionalSubscriptions.of(store)
                        .subscribe(StreamId.ALL, SeenTable.NAME, TRANSIENT, (batch, connection) -> {}));
        assertTrue(String.valueOf(refused.getMessage()).contains("transient"), refused.getMessage());
        assertNothingKept();
    }

    private void assertNothingKept() {
        assertEquals(List.of(), tables.query("select name from ${schema}.subscriptions"));
        assertEquals(List.of(), tables.query("select name from ${schema}.nodes"));
    }

    private static List<Long> taken(SubscriptionReader reader, int count) {
        List<Long> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            List<RecordedEvent> batch = reader.receive(Await.patience());
            assertFalse(batch.isEmpty(), "more than these come: " + numbers);
            numbers.addAll(batch.stream().map(RecordedEvent::number).toList());
            Await.result(reader.ack(batch));
        }
        return numbers;
    }
}
