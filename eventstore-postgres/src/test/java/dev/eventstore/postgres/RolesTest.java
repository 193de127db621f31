package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a role may do that an application runs as. */
class RolesTest {

    private static final String NO_PRIVILEGE = "42501";

    private TestDatabase database;
    private AppRole role;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        role = new AppRole(database);
    }

    @AfterEach
    void close() {
        role.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ${schema}.events set type = 'x'",
                "delete from ${schema}.events",
                "truncate ${schema}.events",
                "update ${schema}.streams set name = 'x'",
                "delete from ${schema}.streams",
                "update ${schema}.store_settings set value = 'jsonb'",
                "update ${schema}.head set floor = 7",
                "delete from ${schema}.schema_migrations",
                "alter table ${schema}.events disable trigger all",
                "alter table ${schema}.events add column x int",
                "drop trigger events_are_append_only on ${schema}.events",
                "drop table ${schema}.events",
                "create table ${schema}.mine (x int)",
                "create or replace function ${schema}.refuse_change() returns trigger language plpgsql as"
                        + " $$ begin return null; end $$"
            })
    void an_application_may_append_but_not_change_anything(String change) throws SQLException {
        try (TestStore store = new TestStore(role.admitted(database))) {
            Await.result(store.append("s", event("e")));
            assertEquals(1, store.all().size());
            try (Connection connection = DriverManager.getConnection(role.url(database));
                    Statement statement = connection.createStatement()) {
                SQLException refusal = assertThrows(
                        SQLException.class, () -> statement.execute(change.replace("${schema}", database.schema())));
                assertEquals(NO_PRIVILEGE, refusal.getSQLState(), refusal.getMessage());
            }
            assertEquals(1, store.all().size());
        }
    }

    @Test
    void no_table_and_no_sequence_was_forgotten() {
        try (TestStore store = new TestStore(role.admitted(database))) {
            String owned = "select c.relname from pg_class c where c.relnamespace = '${schema}'::regnamespace and ";
            String name = "'" + role.name() + "'";
            assertEquals(
                    List.of(),
                    store.query(owned + "c.relkind = 'r' and not has_table_privilege(" + name + ", c.oid, 'select')"));
            // The sequence of an identity column needs no right of its own.
            assertEquals(
                    List.of(),
                    store.query(owned + "case when c.relkind = 'S' then not has_sequence_privilege(" + name
                            + ", c.oid, 'usage') and not exists (select from pg_depend d where d.objid = c.oid"
                            + " and d.deptype = 'i') else false end"));
        }
    }

    @Test
    void without_the_grant_the_refusal_says_how_to_get_it() {
        new TestStore(Stores.config(database)).close();
        PostgresStorage stranger = Stores.storage(Stores.config(role.url(database), database.schema(), false));
        try {
            String message =
                    Await.failure(StorageException.class, stranger.open()).getMessage();
            assertTrue(message.contains("init --grant-to") && message.contains(database.schema()), message);
            assertTrue(message.contains("grant the user of the URL the rights"), message);
        } finally {
            stranger.close();
        }
    }

    @Test
    void an_application_deletes_softly_and_is_told_the_grants_of_a_hard_delete() {
        try (TestStore store = new TestStore(role.admitted(database))) {
            Await.result(store.append("s", event("e")));
            String message = Await.failure(StorageException.class, deleted(store, DeleteMode.HARD))
                    .getMessage();
            assertTrue(message.contains("grant delete on events, links, streams"), message);
            assertTrue(message.contains("nothing was written"), message);
            assertEquals(1, store.all().size());
            Await.result(deleted(store, DeleteMode.SOFT));
        }
    }

    @Test
    void an_application_that_finds_migrations_pending_is_told_that_its_owner_must_migrate() {
        PostgresConfig config = role.admitted(database);
        database.run("delete from ${schema}.schema_migrations where version ="
                + " (select max(version) from ${schema}.schema_migrations)");
        PostgresStorage application = Stores.storage(config);
        try {
            String message =
                    Await.failure(StorageException.class, application.open()).getMessage();
            assertTrue(message.contains("not permitted") && message.contains("init --grant-to"), message);
        } finally {
            application.close();
        }
    }

    @Test
    void granting_again_changes_nothing() {
        role.admitted(database);
        try (TestStore store = new TestStore(role.admitted(database))) {
            assertEquals(1, Await.result(store.append("s", event("e"))).lastVersion());
        }
    }

    @Test
    void a_role_that_is_not_there_and_one_that_may_do_everything_are_refused() {
        for (String wrong : new String[] {"nobody; drop schema public", "postgres"}) {
            PostgresStorage owner = Stores.storage(Stores.granting(database, wrong));
            try {
                ConfigurationException refusal = Await.failure(ConfigurationException.class, owner.open());
                assertEquals("eventstore.postgres.grant-to", refusal.key());
                assertEquals(wrong, refusal.value());
            } finally {
                owner.close();
            }
        }
    }

    @Test
    void a_role_cannot_grant_itself_what_it_lacks() {
        new TestStore(Stores.config(database)).close();
        database.run("grant usage on schema ${schema} to " + role.quoted());
        database.run("grant select on all tables in schema ${schema} to " + role.quoted());
        PostgresStorage stranger = Stores.storage(Stores.granting(role.url(database), database.schema(), role.name()));
        try {
            assertTrue(Await.failure(StorageException.class, stranger.open())
                    .getMessage()
                    .contains("not permitted"));
        } finally {
            stranger.close();
        }
    }

    private static CompletableFuture<Long> deleted(TestStore store, DeleteMode mode) {
        return store.storage
                .delete(new Deletion(
                        StreamId.of("s"),
                        ExpectedVersion.any(),
                        mode,
                        TestStore.AT,
                        OptionalLong.empty(),
                        store.soon()))
                .toCompletableFuture();
    }

    @Test
    void whoever_could_append_before_a_migration_can_after_it_without_a_grant() {
        PostgresConfig admitted = role.admitted(database);
        database.run(
                "drop sequence ${schema}.append_numbers; delete from ${schema}.schema_migrations where version = 19");
        try (TestStore owner = new TestStore(Stores.config(database));
                TestStore store = new TestStore(admitted)) {
            Await.result(owner.append("s", event("e")));
            Await.result(store.append("s", event("e")));
        }
    }
}
