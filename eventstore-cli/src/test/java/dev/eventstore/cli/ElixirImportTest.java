package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eventstore.cli.server.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving a database of the Elixir EventStore, from the command line. What is moved is the storage's own test. */
class ElixirImportTest {

    /** As much of its tables as a move reads, with one event. */
    private static final String TABLES = """
            create schema elixir;
            set search_path = elixir;
            create table streams (stream_id bigint primary key, stream_uuid text, stream_version bigint,
              created_at timestamptz default now(), deleted_at timestamptz);
            create table events (event_id uuid primary key, event_type text, causation_id uuid, correlation_id uuid,
              data bytea, metadata bytea, created_at timestamptz default now());
            create table stream_events (event_id uuid, stream_id bigint, stream_version bigint, original_stream_id bigint,
              original_stream_version bigint);
            create table subscriptions (subscription_id bigint, stream_uuid text, subscription_name text, last_seen bigint,
              created_at timestamptz default now());
            create table snapshots (source_uuid text, source_version bigint, source_type text, data bytea, metadata bytea,
              created_at timestamptz default now());
            insert into streams (stream_id, stream_uuid, stream_version) values (0, '$all', 1), (7, 'order-1', 1);
            insert into events (event_id, event_type, data) values (gen_random_uuid(), 'Elixir.App.Placed', '{"n":1}');
            insert into stream_events select event_id, stream, 1, 7, 1 from events, unnest(array[0, 7]) as stream;
            insert into subscriptions (subscription_id, stream_uuid, subscription_name, last_seen) values (1, '$all', 'm', 1);
            """;

    @TempDir
    static Path folder;

    private static EmbeddedServer server;

    private final TestConsole console = new TestConsole();

    @BeforeAll
    static void start_the_server() throws SQLException {
        server = EmbeddedServer.use(folder.resolve("data"), new TestConsole().console());
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
    }

    @AfterAll
    static void stop_the_server() {
        server.close();
    }

    private static String url() {
        return server.url() + "?user=" + server.user() + "&password=" + server.password();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", url()));
        return console.run(all.toArray(String[]::new));
    }

    @Test
    void a_database_is_moved_once_and_read_back() throws Exception {
        assertEquals(
                0,
                run("import", "--from-elixir", url(), "--source-schema", "elixir", "--schema", "moved", "--json"),
                console.err());
        JsonNode report = new ObjectMapper().readTree(console.out());
        assertEquals(1, report.get("events").asInt());
        assertEquals(0, report.get("deletedStreams").asInt());
        assertEquals(1, report.get("subscriptions").asInt());
        assertEquals(1, report.get("lastPosition").asInt());

        assertEquals(0, run("read", "order-1", "--schema", "moved"), console.err());
        assertTrue(console.out().contains("order-1@1  Elixir.App.Placed  {\"n\":1}"), console.out());

        assertEquals(1, run("import", "--from-elixir", url(), "--source-schema", "elixir", "--schema", "moved"));
        assertTrue(console.err().contains("is not empty (events: 1, streams: 1, subscriptions: 1)"), console.err());
        assertTrue(console.err().contains("--schema"), console.err());
    }

    @Test
    void what_was_moved_is_told_to_people() {
        assertEquals(
                0,
                run("import", "--from-elixir", url(), "--source-schema", "elixir", "--schema", "told"),
                console.err());
        assertTrue(console.out().contains("Every row was compared with its source"), console.out());
        assertTrue(console.out().contains("$all ends at position 1."), console.out());
    }

    @Test
    void what_makes_no_sense_together_is_refused() {
        assertEquals(2, run("import"));
        assertTrue(console.err().contains("FILE"), console.err());
        assertEquals(2, run("import", "events.jsonl", "--from-elixir", url()));
        assertEquals(2, run("import", "-", "--source-schema", "elixir"));
        assertTrue(console.err().contains("--from-elixir"), console.err());
        assertEquals(2, run("import", "--from-elixir", "postgres://app:secret@localhost/app"));
        assertTrue(console.err().contains("jdbc:postgresql:"), console.err());
        assertTrue(!console.err().contains("secret"), console.err());
    }

    @Test
    void a_schema_without_its_tables_is_named() {
        assertEquals(1, run("import", "--from-elixir", url(), "--source-schema", "nowhere", "--schema", "other"));
        assertTrue(console.err().contains("schema 'nowhere'"), console.err());
        assertTrue(console.err().contains("--source-schema"), console.err());
        assertTrue(!console.err().contains(server.password()), console.err());
    }
}
