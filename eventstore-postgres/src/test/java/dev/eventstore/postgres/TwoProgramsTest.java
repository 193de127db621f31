package dev.eventstore.postgres;

import static dev.eventstore.postgres.TestStore.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two programs that write to one store: each finds what the other did to a stream that it has just appended to itself, alone and
 * in a batch.
 */
class TwoProgramsTest {

    private static final int STEPS = 800;

    private TestDatabase database;
    private TestStore here;
    private TestStore there;

    @BeforeEach
    void open() {
        database = PostgresForTests.newDatabase();
        here = new TestStore(Stores.config(database));
        there = new TestStore(Stores.config(database));
        append(here, "s", 1);
        append(here, "t", 1);
        append(here, "s", 2);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        database.close();
    }

    private static void append(TestStore store, String stream, long version) {
        assertEquals(version, Await.result(store.append(stream, event("T"))).lastVersion());
    }

    /** Appends two events to each stream, so by the statement of batches. */
    private void appendBoth(long versionOfS, long versionOfT) {
        CompletableFuture<AppendResult> s = here.append("s", event("T"), event("T"));
        assertEquals(versionOfS, Await.result(s).lastVersion());
        CompletableFuture<AppendResult> t = here.append("t", event("T"), event("T"));
        assertEquals(versionOfT, Await.result(t).lastVersion());
    }

    private static CompletionStage<Long> delete(Storage storage, String stream, DeleteMode mode, TestStore clock) {
        return storage.delete(new Deletion(
                StreamId.of(stream), ExpectedVersion.any(), mode, TestStore.AT, OptionalLong.empty(), clock.soon()));
    }

    private static CompletionStage<AppendResult> link(Storage storage, String stream, UUID id, TestStore clock) {
        return storage.links()
                .link(new LinkStorage.Request(
                        StreamId.of(stream),
                        ExpectedVersion.any(),
                        List.of(id),
                        TestStore.AT,
                        OptionalLong.empty(),
                        clock.soon()))
                .thenApply(LinkStorage.Linked::result);
    }

    @Test
    void appends_of_another_program_are_found() {
        append(there, "s", 3);
        append(here, "s", 4);
        append(here, "s", 5);
        append(there, "t", 2);
        appendBoth(7, 4);
        append(there, "t", 5);
        appendBoth(9, 7);
    }

    @Test
    void links_of_another_program_are_found() {
        UUID id = here.all().get(1).id();
        Await.result(link(there.storage, "s", id, there));
        append(here, "s", 4);
        UUID other = here.all().get(0).id();
        Await.result(link(there.storage, "t", other, there));
        appendBoth(6, 4);
    }

    @Test
    void a_stream_that_another_program_has_deleted_softly_is_refused() {
        Await.result(delete(there.storage, "s", DeleteMode.SOFT, there));
        assertThrows(StreamDeletedException.class, () -> Await.result(here.append("s", event("T"))));
        append(here, "t", 2);
        Await.result(delete(there.storage, "t", DeleteMode.SOFT, there));
        assertThrows(StreamDeletedException.class, () -> Await.result(here.append("t", event("T"), event("T"))));
    }

    @Test
    void a_stream_that_another_program_has_deleted_hard_begins_anew() {
        Await.result(delete(there.storage, "t", DeleteMode.HARD, there));
        append(here, "t", 1);
        append(here, "s", 3);
        Await.result(delete(there.storage, "s", DeleteMode.HARD, there));
        appendBoth(2, 3);
        assertEquals(5, here.all().size());
        assertEquals(9, here.all().get(4).position());
    }

    @Test
    void whatever_two_programs_do_comes_to_what_one_does_in_memory() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Random random = new Random(seed);
        try (TestDatabase shared = PostgresForTests.newDatabase();
                TestStore one = new TestStore(Stores.config(shared));
                TestStore two = new TestStore(Stores.config(shared));
                InMemoryStorage oracle = new InMemoryStorage()) {
            Await.result(oracle.open());
            List<UUID> ids = new ArrayList<>();
            TestStore store = one;
            for (int step = 0; step < STEPS; step++) {
                store = random.nextInt(15) > 0 ? store : store == one ? two : one;
                Function<Storage, CompletionStage<?>> call = call(random, ids, store);
                assertEquals(
                        outcome(call.apply(oracle)),
                        outcome(call.apply(store.storage)),
                        "step " + step + ", -Dtest.seed=" + seed);
            }
            assertEquals(
                    one.all().stream().map(StoredEvent::position).toList(),
                    two.all().stream().map(StoredEvent::position).toList());
        }
    }

    private static Function<Storage, CompletionStage<?>> call(Random random, List<UUID> ids, TestStore clock) {
        String stream = "s" + random.nextInt(4);
        int kind = random.nextInt(60);
        UUID old = ids.isEmpty() ? new UUID(0, 1) : ids.get(random.nextInt(ids.size()));
        if (kind == 0) {
            DeleteMode mode = random.nextInt(4) == 0 ? DeleteMode.SOFT : DeleteMode.HARD;
            return storage -> delete(storage, stream, mode, clock);
        }
        if (kind == 1) {
            return storage -> link(storage, stream, old, clock);
        }
        List<NewEvent> events = new ArrayList<>();
        for (int i = random.nextInt(8) == 0 ? 3 : 1; i > 0; i--) {
            // Ids that grow are written without a look-up by a program that has written alone for a while.
            UUID fresh = new UUID(random.nextInt(10) == 0 ? 0 : 1 + ids.size() + i, random.nextLong());
            events.add(event(kind < 5 && i == 1 ? old : fresh, "T"));
        }
        events.forEach(each -> ids.add(each.id()));
        ExpectedVersion expected = switch (random.nextInt(8)) {
            case 0 -> ExpectedVersion.noStream();
            case 1 -> ExpectedVersion.streamExists();
            case 2 -> ExpectedVersion.exactly(random.nextInt(12));
            default -> ExpectedVersion.any();
        };
        AppendRequest request = new AppendRequest(
                StreamId.of(stream), expected, events, TestStore.AT, OptionalLong.empty(), clock.soon());
        return storage -> storage.append(request);
    }

    /** With positions: calls come one after the other. The ids of deletions are the storage's own. */
    private static String outcome(CompletionStage<?> stage) {
        try {
            Object result = Await.result(stage);
            return result instanceof AppendResult ? result.toString() : "deleted";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }
}
