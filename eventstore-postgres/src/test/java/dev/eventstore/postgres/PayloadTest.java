package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payloads as documents of the database, and as bytes. */
class PayloadTest {

    private static final StreamId STREAM = StreamId.of("s");

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private PostgresConfig config(Payload payload) {
        return Stores.config(database.url(), database.schema(), true, payload, Link.DIRECT);
    }

    private static NewEvent json(String data) {
        return new NewEvent(
                UUID.randomUUID(), "t", data.getBytes(StandardCharsets.UTF_8), "{\"by\":\"x\"}".getBytes(), null, null);
    }

    @Test
    void sql_looks_into_documents_whichever_way_they_were_appended() {
        try (TestStore store = new TestStore(config(Payload.JSONB))) {
            Await.result(store.append("s", json("{\"n\":1}")));
            Await.result(store.append("s", json("{\"n\":2}"), json("{\"n\":3}")));
            Await.result(store.append("s", ExpectedVersion.exactly(3), store.soon(), json("[4]")));
            assertEquals(
                    List.of("1", "2", "3", "null"),
                    store.query("select data->>'n' from ${schema}.events order by position"));
            assertEquals(
                    List.of("4"), store.query("select count(*) from ${schema}.events where metadata->>'by' = 'x'"));
            assertEquals(
                    List.of("jsonb"), store.query("select value from ${schema}.store_settings where name = 'payload'"));
        }
    }

    @Test
    void a_payload_that_is_no_document_fails_alone_and_says_why() {
        try (TestStore store = new TestStore(config(Payload.JSONB))) {
            store.holdHead();
            var first = store.append("s", event("first"));
            store.awaitWaiting();
            var others = IntStream.range(0, 6)
                    .mapToObj(i -> store.append("t" + i, json(i == 3 ? "{\"a\":\"\\u0000\"}" : "{\"a\":1}")))
                    .toList();
            store.letHeadGo();
            assertEquals(1, Await.result(first).lastVersion());
            for (int i = 0; i < others.size(); i++) {
                if (i != 3) {
                    assertEquals(1, Await.result(others.get(i)).lastVersion());
                }
            }
            String message =
                    Await.failure(SerializationException.class, others.get(3)).getMessage();
            assertTrue(message.contains("jsonb") && message.contains("nothing was written"), message);
            Await.failure(SerializationException.class, store.append("s", json("no json")));
            assertEquals(6, store.all().size());
        }
    }

    @Test
    void stores_that_share_a_schema_share_its_type() {
        new TestStore(config(Payload.JSONB)).close();
        PostgresStorage other = Stores.storage(config(Payload.BYTEA));
        try {
            ConfigurationException refusal = Await.failure(ConfigurationException.class, other.open());
            assertEquals("eventstore.postgres.payload", refusal.key());
            assertTrue(
                    refusal.getMessage().contains("jsonb")
                            && refusal.getMessage().contains("bytea"),
                    refusal.getMessage());
            assertTrue(refusal.getMessage().contains(database.schema()), refusal.getMessage());
        } finally {
            other.close();
        }
        new TestStore(config(Payload.JSONB)).close();
    }

    @Test
    void a_store_that_holds_events_from_before_there_was_a_choice_keeps_bytes() {
        try (TestStore store = new TestStore(config(Payload.BYTEA))) {
            Await.result(store.append("s", event("old")));
        }
        database.run("delete from ${schema}.schema_migrations where version = 10");
        database.run("drop table ${schema}.store_settings");
        PostgresStorage asked = Stores.storage(config(Payload.JSONB));
        try {
            Await.failure(ConfigurationException.class, asked.open());
        } finally {
            asked.close();
        }
        try (TestStore store = new TestStore(config(Payload.BYTEA))) {
            assertEquals(2, Await.result(store.append("s", event("new"))).lastVersion());
        }
    }

    @Test
    void a_serializer_that_does_not_write_json_is_refused_before_anything_is_opened() {
        Serializer upsideDown = new Serializer() {
            @Override
            public byte[] serialize(Object value) {
                return new byte[] {1};
            }

            @Override
            public <T> T deserialize(byte[] bytes, Class<T> type) {
                throw new SerializationException("no", null);
            }
        };
        var builder = Stores.store(database, "jsonb")
                .setting("eventstore.postgres.payload", "jsonb")
                .serializer(upsideDown);
        ConfigurationException refusal = assertThrows(ConfigurationException.class, builder::open);
        assertEquals("eventstore.serializer", refusal.key());
        assertTrue(refusal.getMessage().contains("JSON"), refusal.getMessage());
    }

    @Test
    void a_whole_store_reads_back_what_it_wrote() {
        try (EventStore store = Stores.store(database, "jsonb")
                .setting("eventstore.postgres.payload", "jsonb")
                .open()) {
            store.append(
                    STREAM, ExpectedVersion.noStream(), List.of(EventData.of(Map.of("n", 1, "text", "žluťoučký 🐎"))));
            Map<?, ?> read = store.read(STREAM, ReadOptions.forward()).get(0).as(Map.class);
            assertEquals(Map.of("n", 1, "text", "žluťoučký 🐎"), read);
        }
    }

    @Test
    void another_type_is_refused_by_its_name() {
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> Stores.store(database, "x")
                        .setting("eventstore.postgres.payload", "text")
                        .open());
        assertTrue(refusal.getMessage().contains("[bytea, jsonb]"), refusal.getMessage());
    }
}
