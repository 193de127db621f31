package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.spi.admin.DropReport;
import dev.eventstore.core.spi.admin.MigrationInfo;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making, listing and removing the tables of a store, which need not be open, or even there. */
class AdministrationTest {

    private TestDatabase database;
    private PostgresConfig config;
    private PostgresStorage storage;

    @BeforeEach
    void open() {
        database = PostgresForTests.newDatabase();
        config = Stores.config(database.url(), "orders", true);
        storage = Stores.storage(config);
    }

    @AfterEach
    void close() {
        storage.close();
        database.close();
    }

    private List<MigrationInfo> migrations() {
        return Await.result(storage.administration().migrations());
    }

    private List<MigrationInfo> migrate() {
        return Await.result(storage.administration().migrate());
    }

    private DropReport drop(boolean keepForeign) {
        return Await.result(storage.administration().drop(keepForeign));
    }

    private void assertDropRefused(String... parts) {
        String message = Await.failure(
                        StorageException.class, storage.administration().drop(false))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertFalse(migrations().stream().anyMatch(MigrationInfo::pending), "something was removed");
    }

    @Test
    void migrations_are_listed_as_pending_and_then_with_the_time_they_were_applied() {
        Instant before = Instant.now().minusSeconds(60);
        assertTrue(migrations().size() >= 6);
        assertTrue(migrations().stream().allMatch(MigrationInfo::pending));
        List<MigrationInfo> applied = migrate();
        assertEquals(migrations(), applied);
        assertTrue(
                applied.stream().allMatch(each -> each.appliedAt().orElseThrow().isAfter(before)));
        assertEquals(List.of(), migrate());
        database.run("delete from orders.schema_migrations where version = 6");
        assertEquals(
                List.of(6),
                migrations().stream()
                        .filter(MigrationInfo::pending)
                        .map(MigrationInfo::version)
                        .toList());
    }

    @Test
    void programs_that_migrate_at_once_end_well_and_apply_each_migration_once() {
        List<Race.Outcome<List<MigrationInfo>>> outcomes = Race.run(4, () -> {
            PostgresStorage program = Stores.storage(config);
            try {
                return Await.result(program.administration().migrate());
            } finally {
                program.close();
            }
        });
        assertTrue(outcomes.stream().allMatch(Race.Outcome::succeeded), outcomes.toString());
        assertEquals(
                migrations().stream().map(MigrationInfo::version).toList(),
                outcomes.stream()
                        .map(Race.Outcome::value)
                        .flatMap(Collection::stream)
                        .map(MigrationInfo::version)
                        .sorted()
                        .toList());
    }

    @Test
    void a_table_of_migrations_that_another_program_made_is_told_and_left_alone() {
        database.run("create schema orders");
        database.run("create table orders.schema_migrations (version bigint, inserted_at timestamp)");
        String message = Await.failure(
                        StorageException.class, storage.administration().migrate())
                .getMessage();
        assertTrue(message.contains("another program") && message.contains("eventstore.postgres.schema"), message);
    }

    @Test
    void a_store_is_removed_with_its_schema_and_can_be_made_again() {
        try (TestStore store = new TestStore(config)) {
            Await.result(store.append("s", event("e")));
        }
        database.run("create table public.mine (id int)");
        DropReport report = drop(false);
        assertTrue(report.place());
        assertEquals(List.of(), report.kept());
        assertTrue(report.removed().containsAll(List.of("table events", "function append_one", "table head")));
        assertTrue(migrations().stream().allMatch(MigrationInfo::pending));
        database.run("select from public.mine");
        try (TestStore store = new TestStore(config)) {
            assertEquals(List.of(), store.all());
        }
    }

    @Test
    void a_schema_without_a_store_is_not_touched() {
        database.run("create schema orders");
        database.run("create table orders.events (mine int)");
        String message = Await.failure(
                        StorageException.class, storage.administration().drop(true))
                .getMessage();
        assertTrue(message.contains("holds no event store"), message);
        database.run("select mine from orders.events");
    }

    @Test
    void things_of_others_in_the_schema_make_it_refuse_unless_they_are_to_be_kept() {
        migrate();
        database.run("create table orders.customers (id int)");
        database.run("create type orders.mood as enum ('good')");
        database.run("create function orders.mine() returns int language sql as 'select 1'");
        assertDropRefused("table customers", "type mood", "function mine", "--keep-others", "was not removed");
        DropReport report = drop(true);
        assertFalse(report.place());
        assertEquals(List.of("function mine", "table customers", "type mood"), report.kept());
        database.run("insert into orders.customers values (orders.mine())");
    }

    @Test
    void what_elsewhere_depends_on_the_store_makes_it_refuse() {
        migrate();
        database.run("create view public.totals as select count(*) as events from orders.events");
        assertDropRefused("view totals", "depend");
        database.run("drop view public.totals");
        assertTrue(drop(false).place());
    }

    @Test
    void live_nodes_make_it_refuse() {
        migrate();
        try (TestStore store = new TestStore(config)) {
            NodeId node = new NodeId("node1@here", UUID.randomUUID());
            Await.result(store.storage.subscriptions().renewNode(node, Duration.ofMinutes(1), store.soon()));
            assertDropRefused("node1@here", "stop them first");
            Await.result(store.storage.subscriptions().releaseNode(node, store.soon()));
        }
        assertTrue(drop(false).place());
    }

    @Test
    void the_schema_public_stays() {
        PostgresStorage inPublic = Stores.storage(Stores.config(database.url(), "public", true));
        try {
            Await.result(inPublic.administration().migrate());
            database.run("create table public.mine (id int)");
            Await.failure(StorageException.class, inPublic.administration().drop(false));
            DropReport report = Await.result(inPublic.administration().drop(true));
            assertFalse(report.place());
            assertEquals(List.of("table mine"), report.kept());
            database.run("select from public.mine");
        } finally {
            inPublic.close();
        }
    }
}
