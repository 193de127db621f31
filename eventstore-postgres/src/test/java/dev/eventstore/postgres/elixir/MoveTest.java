package dev.eventstore.postgres.elixir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.spi.move.MoveReport;
import dev.eventstore.core.spi.move.MoveReport.Count;
import dev.eventstore.postgres.Stores;
import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database of the Elixir EventStore, moved, and then used as a store. */
class MoveTest {

    private static final String JSON = "{\"n\": 1}";

    private TestDatabase target;
    private TestDatabase near;
    private TestDatabase far;

    /** The ids of the events by their positions; null where they were deleted hard. */
    private final List<UUID> ids = new ArrayList<>();

    @BeforeEach
    void open() {
        target = PostgresForTests.newSchema();
        near = PostgresForTests.newSchema();
        far = PostgresForTests.newDatabase();
    }

    @AfterEach
    void close() {
        far.close();
        near.close();
        target.close();
    }

    private ElixirDatabase source(boolean same, String payload, String versions) {
        return same
                ? new ElixirDatabase(near, near.schema(), payload, versions)
                : new ElixirDatabase(far, "Elixir_app", payload, versions);
    }

    private MoveReport move(ElixirDatabase source) {
        return new ElixirMover().move(source.source(), Stores.config(target), (events, total) -> {});
    }

    private EventStore store() {
        return store("bytea");
    }

    private EventStore store(String payload) {
        return EventStores.builder()
                .setting("eventstore.postgres.payload", payload)
                .setting("eventstore.postgres.url", target.url())
                .setting("eventstore.postgres.schema", target.schema())
                .setting("eventstore.postgres.pool-size", 4)
                .registry(new SingleNodeRegistryProvider())
                .open();
    }

    private UUID append(ElixirDatabase source, String stream) {
        UUID id = source.append(stream, "Elixir.App." + stream, JSON);
        ids.add(id);
        return id;
    }

    /** Positions 7, 8 and 10 are deleted hard; the stream {@code linked} has numbers 1, 2 and 3, its fourth is gone. */
    private void fill(ElixirDatabase source, boolean soft) {
        UUID first = append(source, "order-1");
        append(source, "order-1");
        append(source, "order-1");
        UUID other = append(source, "order-2");
        source.link("linked", first);
        source.link("linked", other);
        append(source, "linked");
        append(source, "gone");
        UUID lost = append(source, "hard");
        append(source, "hard");
        source.link("linked", lost);
        append(source, "order-1");
        append(source, "tail");
        if (soft) {
            source.delete("gone");
        }
        source.deleteHard("hard");
        source.deleteHard("tail");
        source.subscription("$all", "mailer", 5);
        source.subscription("order-1", "projection", 2);
        source.run("insert into $.subscriptions (stream_uuid, subscription_name) values ('linked', 'new')");
        source.snapshot("order-1", 3, JSON);
        source.run("insert into $.streams (stream_uuid) values ('empty')");
    }

    private static List<Long> positions(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::position).toList();
    }

    private static List<Long> numbers(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::number).toList();
    }

    @ParameterizedTest(name = "same database {0}, {1}")
    @CsvSource({"true, bytea", "false, bytea", "true, jsonb", "false, jsonb", "true, text", "false, text"})
    void everything_is_read_back_as_it_was(boolean same, String payload) {
        ElixirDatabase source = source(same, payload, ElixirDatabase.V1_3_2);
        fill(source, true);

        MoveReport report = move(source);

        assertEquals("1.3.2", report.version());
        assertEquals(same ? "inside of one database" : "from server to server", report.way());
        assertEquals(10, report.lastPosition());
        assertEquals(
                List.of(
                        new Count("events", 7, 7),
                        new Count("streams", 5, 5),
                        new Count("deleted streams", 1, 1),
                        new Count("links", 2, 2),
                        new Count("snapshots", 1, 1),
                        new Count("subscriptions", 3, 3)),
                report.counts());
        try (EventStore store = store()) {
            assertEvents(store);
            assertStreams(store);
        }
    }

    private void assertEvents(EventStore store) {
        List<RecordedEvent> all = store.read(StreamId.ALL, ReadOptions.forward());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 9L), positions(all));
        for (RecordedEvent each : all) {
            assertEquals(ids.get((int) each.position() - 1), each.id());
            assertEquals("Elixir.App." + each.stream(), each.type());
            assertArrayEquals(JSON.getBytes(StandardCharsets.UTF_8), each.data());
            assertArrayEquals(
                    "{\"m\": 1}".getBytes(StandardCharsets.UTF_8),
                    each.metadata().orElseThrow());
            assertEquals(Optional.of(new UUID(1, 2)), each.causationId());
            assertEquals(Optional.empty(), each.correlationId());
            assertEquals(Instant.parse("2024-02-29T10:00:00.000001Z").plusSeconds(each.position()), each.createdAt());
        }
    }

    private void assertStreams(EventStore store) {
        List<RecordedEvent> order = store.read(StreamId.of("order-1"), ReadOptions.forward());
        assertEquals(List.of(1L, 2L, 3L, 4L), numbers(order));
        assertEquals(List.of(1L, 2L, 3L, 9L), positions(order));
        List<RecordedEvent> linked = store.read(StreamId.of("linked"), ReadOptions.forward());
        assertEquals(List.of(1L, 2L, 3L), numbers(linked));
        assertEquals(List.of(1L, 4L, 5L), positions(linked));
        assertEquals("order-2", linked.get(1).stream().value());
        assertEquals(4, store.info(StreamId.of("linked")).orElseThrow().version());
        assertEquals(0, store.info(StreamId.of("empty")).orElseThrow().version());
        assertThrows(StreamDeletedException.class, () -> store.read(StreamId.of("gone"), ReadOptions.forward()));
        assertEquals(Optional.empty(), store.info(StreamId.of("hard")));
        Snapshot snapshot = store.snapshots().read("order-1").orElseThrow();
        assertEquals(3, snapshot.sourceVersion());
        assertEquals("Elixir.App.Order", snapshot.type());
        assertEquals(Instant.parse("2024-03-01T00:00:00.5Z"), snapshot.createdAt());
        assertArrayEquals(JSON.getBytes(StandardCharsets.UTF_8), snapshot.data());
    }

    @ParameterizedTest(name = "same database {0}")
    @ValueSource(booleans = {true, false})
    void appends_links_and_subscriptions_go_on_where_they_stood(boolean same) {
        ElixirDatabase source = source(same, "bytea", ElixirDatabase.V1_3_2);
        fill(source, true);
        move(source);
        List<EventData> next = List.of(EventData.json("Next", "{}"));
        try (EventStore store = store()) {
            assertEquals(List.of(6L, 9L), receive(store, "$all", "mailer", 2));
            assertEquals(List.of(3L, 4L), receive(store, "order-1", "projection", 2));
            assertEquals(List.of(1L, 2L, 3L), receive(store, "linked", "new", 3));

            StreamId order = StreamId.of("order-1");
            assertEquals(
                    11,
                    store.append(order, ExpectedVersion.exactly(4), next).lastPosition(),
                    "10 was given before, though its event is gone");
            assertEquals(
                    5,
                    store.append(
                                    StreamId.of("linked"),
                                    ExpectedVersion.exactly(4),
                                    List.of(EventData.json("Next", "{}")))
                            .lastVersion());
            assertEquals(
                    6,
                    store.link(StreamId.of("linked"), ExpectedVersion.any(), List.of(ids.get(1)))
                            .lastVersion());
            assertEquals(
                    1,
                    store.append(StreamId.of("hard"), ExpectedVersion.noStream(), List.of(EventData.json("Next", "{}")))
                            .lastVersion());
            assertThrows(
                    StreamDeletedException.class,
                    () -> store.append(
                            StreamId.of("gone"), ExpectedVersion.any(), List.of(EventData.json("Next", "{}"))));
            assertEquals(List.of(11L, 12L, 13L), receive(store, "$all", "mailer", 3));
            assertEquals(List.of(5L, 6L), receive(store, "linked", "new", 2));
        }
    }

    @ParameterizedTest(name = "same database {0}, {1}")
    @CsvSource({"true, bytea", "false, bytea", "true, jsonb", "false, jsonb", "true, text"})
    void a_store_that_keeps_jsonb_is_filled_from_any_column(boolean same, String payload) {
        ElixirDatabase source = source(same, payload, ElixirDatabase.V1_3_2);
        fill(source, true);
        new ElixirMover()
                .move(
                        source.source(),
                        Stores.config(target.url(), target.schema(), true, Payload.JSONB, Link.DIRECT),
                        (events, total) -> {});
        try (EventStore store = store("jsonb")) {
            assertEvents(store);
            assertStreams(store);
        }
    }

    /** Receives and acknowledges so many events, and tells their numbers. */
    private static List<Long> receive(EventStore store, String stream, String name, int count) {
        List<Long> numbers = new ArrayList<>();
        try (var reader =
                store.subscribe(StreamId.of(stream), SubscriptionName.of(name), SubscriptionOptions.fromOrigin())) {
            while (numbers.size() < count) {
                List<RecordedEvent> batch = reader.receive(Await.patience());
                assertTrue(!batch.isEmpty(), () -> "only " + numbers);
                numbers.addAll(numbers(batch));
                reader.ack(batch);
            }
        }
        return numbers;
    }

    @Test
    void a_source_that_the_store_s_user_may_not_read_is_streamed_also_in_the_same_database() {
        ElixirDatabase source = new ElixirDatabase(far, "elixir", "bytea", ElixirDatabase.V1_3_2);
        fill(source, true);
        String user = "u" + UUID.randomUUID().toString().replace("-", "");
        far.run("create role " + user + " login password 'p'; create schema store authorization " + user
                + "; grant create on schema store to " + user);
        far.run("do $$ begin execute format('grant create on database %I to " + user
                + "', current_database()); end $$");
        try {
            String url = far.url().replaceFirst("user=[^&]*", "user=" + user + "&password=p");
            MoveReport report =
                    new ElixirMover().move(source.source(), Stores.config(url, "store", true), (events, total) -> {});
            assertEquals("from server to server", report.way());
            far.run("grant usage on schema elixir to " + user + "; grant select on all tables in schema elixir to "
                    + user + "; drop schema store cascade; create schema store authorization " + user);
            report = new ElixirMover().move(source.source(), Stores.config(url, "store", true), (events, total) -> {});
            assertEquals("from server to server", report.way(), "it may read them, but not lock them");
        } finally {
            far.run("drop schema store cascade; drop owned by " + user + "; drop role " + user);
        }
    }

    @ParameterizedTest(name = "same database {0}")
    @ValueSource(booleans = {true, false})
    void a_database_of_0_17_is_moved_too(boolean same) {
        ElixirDatabase source = source(same, "bytea", ElixirDatabase.V0_17);
        fill(source, false);
        MoveReport report = move(source);
        assertEquals("0.17.0", report.version());
        try (EventStore store = store()) {
            assertEvents(store);
            assertEquals(
                    1, store.read(StreamId.of("gone"), ReadOptions.forward()).size());
        }
    }
}
