package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opening a store: migrations, checks, and what is said when a server cannot hold one. */
class SchemaTest {

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = PostgresForTests.newDatabase();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static String refusal(Class<? extends EventStoreException> kind, PostgresConfig config) {
        PostgresStorage storage = Stores.storage(config);
        try {
            return Await.failure(kind, storage.open()).getMessage();
        } finally {
            storage.close();
        }
    }

    private static void assertSays(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void programs_that_start_together_migrate_once() {
        PostgresConfig config = Stores.config(database);
        List<Race.Outcome<Long>> outcomes = Race.run(6, () -> {
            try (TestStore store = new TestStore(config)) {
                return Await.result(store.append("s", event("e"))).lastPosition();
            }
        });

        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L, 6L),
                outcomes.stream().map(Race.Outcome::value).sorted().toList());
        try (TestStore store = new TestStore(config)) {
            assertEquals(
                    Sql.resource("schema/migrations.list").lines().toList(),
                    store.query("select format('V%s__%s.sql', lpad(version::text, 3, '0'), name)"
                            + " from ${schema}.schema_migrations order by version"));
        }
    }

    @Test
    void several_stores_live_in_one_database() {
        try (TestStore one = new TestStore(Stores.config(database.url(), "one", true));
                TestStore two = new TestStore(Stores.config(database.url(), "Two_2", true))) {
            Await.result(one.append("s", event("a")));
            assertEquals(1, Await.result(two.append("s", event("b"))).lastPosition());
            assertEquals(1, one.all().size());
        }
    }

    @Test
    void an_empty_schema_is_refused_where_migrating_is_not_allowed() {
        String message = refusal(StorageException.class, Stores.config(database.url(), "public", false));
        assertSays(message, "schema 'public' holds no event store", "init", "auto-migrate = true");
    }

    @Test
    void a_schema_that_is_too_old_names_what_it_misses() {
        new TestStore(Stores.config(database)).close();
        database.run("delete from schema_migrations where version > 3");
        String message = refusal(StorageException.class, Stores.config(database.url(), "public", false));
        assertSays(
                message,
                "too old",
                "V004__append_batch.sql",
                "V005__subscriptions.sql",
                "V006__cluster.sql",
                "V007__links.sql",
                "V008__deletes.sql",
                "V010__payload.sql",
                "V011__generations.sql",
                "V012__claims.sql",
                "init");
    }

    @Test
    void a_schema_of_a_newer_program_is_refused() {
        new TestStore(Stores.config(database)).close();
        database.run("insert into schema_migrations values (99, 'later', 'x', now())");
        assertSays(refusal(StorageException.class, Stores.config(database)), "version 99", "newer program");
    }

    @Test
    void a_migration_that_was_applied_with_another_text_is_refused() {
        new TestStore(Stores.config(database)).close();
        database.run("update schema_migrations set checksum = 'other' where version = 2");
        assertSays(refusal(StorageException.class, Stores.config(database)), "V002__append_only.sql", "another text");
    }

    @Test
    void a_failed_migration_leaves_nothing_and_can_be_repeated() {
        database.run("create table public.events (position int)");
        refusal(StorageException.class, Stores.config(database));
        assertTrue(Await.failure(
                        StorageException.class,
                        Stores.storage(Stores.config(database)).open())
                .getMessage()
                .contains("already exists"));
        database.run("drop table public.events");
        try (TestStore store = new TestStore(Stores.config(database))) {
            assertEquals(1, Await.result(store.append("s", event("e"))).lastPosition());
        }
    }

    @Test
    void a_read_only_database_is_refused_when_opened() {
        new TestStore(Stores.config(database)).close();
        database.run("do $$ begin execute format('alter database %I set default_transaction_read_only = on',"
                + " current_database()); end $$");
        assertSays(refusal(StorageUnavailableException.class, Stores.config(database)), "read-only", "primary");
    }

    @Test
    void a_database_that_becomes_read_only_fails_appends_at_once_and_serves_reads() {
        try (TestStore store = new TestStore(Stores.config(database))) {
            Await.result(store.append("s", event("a")));
            database.run("do $$ begin execute format('alter database %I set default_transaction_read_only = on',"
                    + " current_database()); end $$");
            store.terminate("");
            // The first one meets the dead connection, so nobody knows what the server did with it.
            Await.failure(EventStoreException.class, store.append("s", event("b")));
            StorageUnavailableException refusal =
                    Await.failure(StorageUnavailableException.class, store.append("s", event("b")));
            assertSays(refusal.getMessage(), "read-only");
            assertEquals(1, store.all().size());
        }
    }

    @Test
    void commits_are_durable_whatever_the_database_prefers() {
        database.run("do $$ begin execute format('alter database %I set synchronous_commit = off',"
                + " current_database()); execute format('alter database %I set default_transaction_isolation ="
                + " ''serializable''', current_database()); end $$");
        try (TestStore store = new TestStore(Stores.config(database))) {
            Await.result(store.append("s", event("a")));
            database.run("create table seen (value text)");
            database.run("create function note() returns trigger language plpgsql as $$ begin insert into seen values"
                    + " (current_setting('synchronous_commit') || ' ' || current_setting('transaction_isolation'));"
                    + " return null; end $$");
            database.run("create trigger note after insert on events for each row execute function note()");
            Await.result(store.append("s", event("b")));
            assertEquals(List.of("on read committed"), store.query("select value from seen"));
        }
    }

    @Test
    void another_encoding_is_refused() {
        String name = "ascii" + System.nanoTime();
        database.run("create database " + name + " encoding 'SQL_ASCII' locale 'C' template template0");
        try {
            String url = database.url().replaceFirst("/t[0-9a-f]{32}", "/" + name);
            assertSays(refusal(StorageException.class, Stores.config(url, "public", true)), "SQL_ASCII", "UTF8");
        } finally {
            database.run("drop database " + name + " with (force)");
        }
    }

    @Test
    void an_unreachable_server_a_missing_database_and_a_missing_right_are_told_apart() {
        assertSays(
                refusal(
                        StorageUnavailableException.class,
                        Stores.config("jdbc:postgresql://localhost:1/none?user=x&password=secret", "public", true)),
                "cannot be reached",
                "localhost:1/none",
                "password=***");
        String missing = database.url().replaceFirst("/t[0-9a-f]{32}", "/nowhere");
        assertSays(refusal(ConfigurationException.class, Stores.config(missing, "public", true)), "no such database");
        database.run("create role \"weak" + database.url().hashCode() + "\" login password 'w'");
        try {
            String weak = database.url()
                            .replaceFirst(
                                    "user=[^&]*", "user=weak" + database.url().hashCode()) + "&password=w";
            assertSays(refusal(StorageException.class, Stores.config(weak, "es", true)), "permi");
        } finally {
            database.run("drop role \"weak" + database.url().hashCode() + "\"");
        }
    }
}
