package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.postgres.jdbc.Link;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Appends of one event by a program that has written alone for a while: they look nothing up, and yet find whatever has changed. Ids
 * grow here, as those do that the store makes.
 */
class LoneAppendsTest {

    private static final int A_WHILE = 12;

    private final AtomicLong lastId = new AtomicLong(0x0190_0000_0000L);
    private TestDatabase database;
    private TestStore here;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        here = new TestStore(Stores.config(database));
        append(here, "t", 1);
        appendMore(here, 1);
    }

    @AfterEach
    void close() {
        here.close();
        database.close();
    }

    private NewEvent event() {
        return TestStore.event(new UUID(lastId.incrementAndGet() << 16 | 0x7000, 0x8000_0000_0000_0001L), "T");
    }

    private void append(TestStore store, String stream, long version) {
        assertEquals(version, Await.result(store.append(stream, event())).lastVersion());
    }

    /** Appends to one stream, one by one, so often that it is believed that nobody else writes. */
    private void appendMore(TestStore store, long from) {
        for (long version = from; version < from + A_WHILE; version++) {
            append(store, "s", version);
        }
    }

    private CompletableFuture<AppendResult> appendUnder(long epoch) {
        return here.storage
                .append(new AppendRequest(
                        StreamId.of("s"),
                        ExpectedVersion.any(),
                        List.of(event()),
                        TestStore.AT,
                        OptionalLong.of(epoch),
                        here.soon()))
                .toCompletableFuture();
    }

    /** Nothing can be appended by a function from now on. */
    private static void takeFunctionsAway(TestDatabase from) {
        for (String function : List.of("append_one", "append_batch")) {
            from.run("alter function ${schema}." + function + " rename to taken_" + function);
        }
    }

    /** Counts from now on the rows that the server begins to insert, also where they are not unique and it fails. */
    private void countTries() {
        database.run("""
                create sequence ${schema}.tries;
                create function ${schema}.tried() returns trigger language plpgsql as
                  $$ begin perform nextval('${schema}.tries'); return new; end $$;
                create trigger tried before insert on ${schema}.events for each row execute function ${schema}.tried();
                select nextval('${schema}.tries')""");
    }

    private void assertTries(int count) {
        assertEquals(List.of(String.valueOf(1 + count)), here.query("select last_value from ${schema}.tries"));
    }

    private void delete(TestStore store, String stream, DeleteMode mode) {
        Await.result(store.storage.delete(new Deletion(
                StreamId.of(stream), ExpectedVersion.any(), mode, TestStore.AT, OptionalLong.empty(), store.soon())));
    }

    private void assertDense(long count) {
        List<StoredEvent> all = here.all();
        assertEquals(
                LongStream.rangeClosed(1, count).boxed().toList(),
                all.stream().map(StoredEvent::position).toList());
        all.stream().map(StoredEvent::stream).distinct().forEach(stream -> {
            List<Long> versions = all.stream()
                    .filter(event -> event.stream().equals(stream))
                    .map(StoredEvent::version)
                    .toList();
            assertEquals(LongStream.rangeClosed(1, versions.size()).boxed().toList(), versions, stream);
        });
    }

    @Test
    void nothing_is_looked_up_by_a_function() {
        takeFunctionsAway(database);
        append(here, "s", A_WHILE + 1);
        assertEquals(
                A_WHILE + 2,
                Await.result(here.append("s", ExpectedVersion.exactly(A_WHILE + 1), here.soon(), event()))
                        .lastVersion());
        append(here, "t", 2);
        assertThrows(EventStoreException.class, () -> Await.result(here.append("new", event())));
        assertDense(A_WHILE + 4);
    }

    @Test
    void documents_need_no_function_either() {
        try (TestDatabase other = PostgresForTests.newSchema();
                TestStore store =
                        new TestStore(Stores.config(other.url(), other.schema(), true, Payload.JSONB, Link.DIRECT))) {
            appendMore(store, 1);
            takeFunctionsAway(other);
            append(store, "s", A_WHILE + 1);
            assertEquals(List.of("{}"), store.query("select distinct data from ${schema}.events"));
        }
    }

    @Test
    void a_role_that_owns_nothing_needs_no_function_either() {
        try (TestDatabase other = PostgresForTests.newSchema();
                AppRole role = new AppRole(other);
                TestStore store = new TestStore(role.admitted(other))) {
            appendMore(store, 1);
            takeFunctionsAway(other);
            append(store, "s", A_WHILE + 1);
        }
    }

    @Test
    void behind_a_pooler_by_transaction_nothing_is_believed_of_a_server_that_may_be_another() {
        Link pooled = new Link(Link.Pooler.TRANSACTION, false, Link.DIRECT.tls());
        try (TestStore store =
                new TestStore(Stores.config(database.url(), database.schema(), true, Payload.BYTEA, pooled))) {
            appendMore(store, A_WHILE + 1);
            takeFunctionsAway(database);
            assertThrows(EventStoreException.class, () -> Await.result(store.append("s", event())));
        }
    }

    @Test
    void an_id_that_is_stored_is_found() {
        NewEvent event = event();
        AppendResult first = Await.result(here.append("s", event));
        append(here, "s", A_WHILE + 2);
        assertEquals(first, Await.result(here.append("s", event)));
        appendMore(here, A_WHILE + 3);
        assertThrows(DuplicateEventException.class, () -> Await.result(here.append("t", event)));
        appendMore(here, 2 * A_WHILE + 3);
    }

    @Test
    void an_id_that_is_smaller_than_another_needs_no_function_either() {
        NewEvent large = TestStore.event(new UUID(-1, -1), "T");
        Await.result(here.append("s", large, event()));
        appendMore(here, A_WHILE + 3);
        assertThrows(DuplicateEventException.class, () -> Await.result(here.append("t", large)));
        appendMore(here, 2 * A_WHILE + 3);
        takeFunctionsAway(database);
        append(here, "s", 3 * A_WHILE + 3);
        assertDense(3 * A_WHILE + 4);
    }

    @Test
    void no_statement_fails_in_the_server_whatever_ids_come() {
        try (TestDatabase own = PostgresForTests.newDatabase()) {
            failuresWhile(own, store -> append(store, "s", 1));
            long usual = failuresWhile(own, store -> append(store, "s", 2));
            long now = failuresWhile(own, store -> {
                NewEvent large = TestStore.event(new UUID(-1, -1), "T");
                appendMore(store, 3);
                Await.result(store.append("s", large, event()));
                Await.result(store.append("s", large));
                append(store, "s", A_WHILE + 5);
            });
            assertEquals(usual, now);
        }
    }

    /** How many transactions the server takes back while a store is used; its processes tell when they end. */
    private long failuresWhile(TestDatabase own, Consumer<TestStore> use) {
        String name = own.url().replaceFirst("[?].*", "").replaceFirst(".*/", "");
        String failures = "select xact_rollback from pg_stat_database where datname = '" + name + "'";
        long before = Long.parseLong(here.query(failures).get(0));
        try (TestStore store = new TestStore(Stores.config(own))) {
            use.accept(store);
        }
        Await.until(
                "all connections have ended",
                () -> here.query("select 1 from pg_stat_activity where backend_type = 'client backend' and datname = '"
                                + name + "'")
                        .isEmpty());
        return Long.parseLong(here.query(failures).get(0)) - before;
    }

    @Test
    void another_version_than_the_one_expected_is_refused_and_what_is_known_of_others_still_holds() {
        assertThrows(
                WrongExpectedVersionException.class,
                () -> Await.result(here.append("s", ExpectedVersion.exactly(3), here.soon(), event())));
        takeFunctionsAway(database);
        append(here, "t", 2);
    }

    @Test
    void after_a_lost_connection_everything_is_looked_up_anew() {
        takeFunctionsAway(database);
        assertEquals(1, here.terminate("append"));
        assertThrows(EventStoreException.class, () -> Await.result(here.append("s", event())));
    }

    @Test
    void programs_that_write_by_turns_ask_once_for_each_append() {
        try (TestStore there = new TestStore(Stores.config(database))) {
            append(there, "s", A_WHILE + 1);
            append(here, "s", A_WHILE + 2);
            long before = numbersTaken();
            for (int i = 0; i < 20; i++) {
                append(i % 2 == 0 ? there : here, "s", A_WHILE + 3 + i);
            }
            assertEquals(20, numbersTaken() - before);
        }
    }

    private long numbersTaken() {
        return Long.parseLong(
                here.query("select last_value from ${schema}.append_numbers").get(0));
    }

    @Test
    void what_another_program_appends_is_found_before_a_row_is_tried() {
        countTries();
        int before = here.all().size();
        try (TestStore there = new TestStore(Stores.config(database))) {
            append(there, "s", A_WHILE + 1);
            append(here, "s", A_WHILE + 2);
            appendMore(here, A_WHILE + 3);
            append(there, "t", 2);
            append(here, "s", 2 * A_WHILE + 3);
            append(here, "t", 3);
        }
        assertTries(here.all().size() - before);
        assertDense(here.all().size());
    }

    @Test
    void what_another_program_links_and_deletes_is_found() {
        try (TestStore there = new TestStore(Stores.config(database))) {
            UUID id = here.all().get(0).id();
            Await.result(there.storage
                    .links()
                    .link(new LinkStorage.Request(
                            StreamId.of("s"),
                            ExpectedVersion.any(),
                            List.of(id),
                            TestStore.AT,
                            OptionalLong.empty(),
                            there.soon())));
            append(here, "s", A_WHILE + 2);
            append(here, "t", 2);
            appendMore(here, A_WHILE + 3);
            append(here, "t", 3);
            delete(there, "t", DeleteMode.SOFT);
            assertThrows(StreamDeletedException.class, () -> Await.result(here.append("t", event())));
            appendMore(here, 2 * A_WHILE + 3);
            delete(there, "s", DeleteMode.HARD);
            append(here, "s", 1);
        }
    }

    /** Runs a statement under the lock of the head row, which an append has begun to wait for. */
    private CompletableFuture<AppendResult> appendWhile(Supplier<CompletableFuture<AppendResult>> appending, String sql)
            throws SQLException {
        try (Connection holder = DriverManager.getConnection(here.config.url());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("set local search_path to " + database.schema() + "; select from head for update");
            CompletableFuture<AppendResult> append = appending.get();
            here.awaitWaiting();
            statement.execute(sql);
            holder.commit();
            return append;
        }
    }

    @Test
    void a_delete_while_the_head_row_is_waited_for_is_found() throws SQLException {
        CompletableFuture<AppendResult> append =
                appendWhile(() -> here.append("t", event()), "select delete_stream(null, 't', -1, false, now())");
        assertThrows(StreamDeletedException.class, () -> Await.result(append));
    }

    @Test
    void an_append_while_the_head_row_is_waited_for_is_found_before_a_row_is_tried() throws SQLException {
        countTries();
        CompletableFuture<AppendResult> append = appendWhile(
                () -> here.append("t", event()),
                "select append_one(null, 't', -1, 0, now(), gen_random_uuid(), 't', '{}', null, null, null)");
        assertEquals(3, Await.result(append).lastVersion());
        assertTries(2);
    }

    @Test
    void an_epoch_that_is_raised_while_the_head_row_is_waited_for_is_found() throws SQLException {
        for (int i = 0; i < A_WHILE; i++) {
            Await.result(appendUnder(0));
        }
        CompletableFuture<AppendResult> append = appendWhile(() -> appendUnder(0), "update head set epoch = 7");
        assertThrows(SupersededException.class, () -> Await.result(append));
    }

    @Test
    void another_epoch_is_found() {
        for (int i = 0; i < A_WHILE; i++) {
            Await.result(appendUnder(0));
        }
        assertThrows(SupersededException.class, () -> Await.result(appendUnder(1)));
        appendMore(here, 2 * A_WHILE + 1);
        database.run("update ${schema}.head set epoch = 7");
        assertThrows(SupersededException.class, () -> Await.result(appendUnder(0)));
        assertEquals(3 * A_WHILE + 1, Await.result(appendUnder(7)).lastVersion());
        assertDense(3 * A_WHILE + 2);
    }

    @Test
    void tables_that_are_put_back_by_hand_are_found_also_if_as_much_was_written_since() {
        database.run("""
                do $$ begin
                  perform set_config('session_replication_role', 'replica', true);
                  delete from ${schema}.events where position > 5;
                  create table ${schema}.kept as table ${schema}.head;
                  delete from ${schema}.head;
                  insert into ${schema}.head select * from ${schema}.kept;
                end $$""");
        append(here, "s", 5);
        assertDense(6);
    }

    @Test
    void two_programs_that_take_turns_write_no_gap_and_nothing_twice() throws Exception {
        try (TestStore there = new TestStore(Stores.config(database))) {
            CompletableFuture<Long> mine = Race.beside(() -> bursts(here, 40));
            CompletableFuture<Long> theirs = Race.beside(() -> bursts(there, 25));
            assertDense(A_WHILE + 1 + Await.result(mine) + Await.result(theirs));
        }
    }

    /** Appends one by one, now and then as many at once. */
    private long bursts(TestStore store, int length) {
        for (int i = 1; i <= 400; i++) {
            Await.result(store.append("s" + i % 3, event()));
            if (i % length == 0) {
                Await.result(CompletableFuture.allOf(
                        store.append("s1", event()), store.append("s2", event()), store.append("s3", event())));
            }
        }
        return 400 + 400 / length * 3;
    }
}
