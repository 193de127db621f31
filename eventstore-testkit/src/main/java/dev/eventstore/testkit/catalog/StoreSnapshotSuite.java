package dev.eventstore.testkit.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.snapshot.AsyncSnapshots;
import dev.eventstore.api.snapshot.Snapshot;
import dev.eventstore.api.snapshot.SnapshotData;
import dev.eventstore.api.snapshot.Snapshots;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.store.StoreSuite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Snapshots through the public api. Called by JUnit only. */
public abstract class StoreSnapshotSuite extends StoreSuite {

    private static final StreamId ACCOUNT = StreamId.of("account-7");

    /**
     * The state of the suite's snapshots.
     *
     * @param owner whose account it is
     * @param cents what is in it
     * @param marks what was noted about it
     */
    public record Balance(String owner, long cents, List<String> marks) {}

    /**
     * The metadata of the suite's snapshots.
     *
     * @param by who recorded it
     */
    public record Origin(String by) {}

    /** For subclasses. */
    protected StoreSnapshotSuite() {}

    @Test
    public void a_state_is_read_back_as_an_object_of_its_class() {
        Balance state = new Balance("Zoë 😀", 1_250, List.of("a", "b"));
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        assertTrue(snapshots().record(SnapshotData.of(ACCOUNT, 12, state).metadata(new Origin("me"))));
        Snapshot read = snapshots().read(ACCOUNT).orElseThrow();
        assertEquals(state, read.as(Balance.class));
        assertEquals(Optional.of(new Origin("me")), read.metadataAs(Origin.class));
        assertEquals("account-7", read.sourceId());
        assertEquals(12, read.sourceVersion());
        assertTrue(read.createdAt().isAfter(before), "created at " + read.createdAt());
        assertTrue(read.createdAt().isBefore(Instant.now().plus(Duration.ofMinutes(1))));
    }

    @Test
    public void the_type_is_the_registered_one_the_given_one_or_the_name_of_the_class() {
        EventStore typed = closedLater(
                fixture().newStore("node2").eventType("balance", Balance.class).open());
        Balance state = new Balance("me", 1, List.of());
        typed.snapshots().record(SnapshotData.of("registered", 1, state));
        typed.snapshots().record(SnapshotData.of("given", 1, state).type("balance-2"));
        snapshots().record(SnapshotData.of("unregistered", 1, state));
        assertEquals("balance", read("registered").type());
        assertEquals("balance-2", read("given").type());
        assertEquals(Balance.class.getName(), read("unregistered").type());
        for (String source : List.of("registered", "given", "unregistered")) {
            assertEquals(state, read(source).as(Balance.class));
        }
    }

    @Test
    public void json_and_bytes_are_stored_as_they_are() {
        String json = "{\"owner\": \"me\", \"cents\": 1,  \"marks\": []}";
        snapshots().record(SnapshotData.json("a", 1, "T", json).metadata(new EventData.Json("{\"by\" : 1}")));
        assertEquals(json, text(read("a").data()));
        assertEquals("{\"by\" : 1}", text(read("a").metadata().orElseThrow()));
        assertEquals(new Balance("me", 1, List.of()), read("a").as(Balance.class));
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        snapshots().record(SnapshotData.bytes("b", 1, "T", bytes));
        assertArrayEquals(bytes, read("b").data());
        assertEquals("T", read("b").type());
        assertEquals(Optional.empty(), read("b").metadata());
        assertEquals(Optional.empty(), read("b").metadataAs(Origin.class));
    }

    @Test
    public void an_older_snapshot_never_replaces_a_newer_one() {
        assertTrue(snapshots().record(SnapshotData.of(ACCOUNT, 5, new Balance("me", 5, List.of()))));
        assertFalse(snapshots().record(SnapshotData.of(ACCOUNT, 4, new Balance("me", 4, List.of()))));
        assertEquals(5, read("account-7").as(Balance.class).cents());
        assertTrue(snapshots().record(SnapshotData.of(ACCOUNT, 6, new Balance("me", 6, List.of()))));
        assertEquals(6, read("account-7").as(Balance.class).cents());
    }

    @Test
    public void recording_the_same_again_is_safe() {
        SnapshotData same = SnapshotData.of(ACCOUNT, 5, new Balance("me", 5, List.of()));
        assertTrue(snapshots().record(same));
        assertTrue(snapshots().record(same));
        assertEquals(5, read("account-7").sourceVersion());
    }

    @Test
    public void a_deleted_snapshot_is_gone_and_may_be_recorded_anew() {
        snapshots().delete(ACCOUNT);
        snapshots().record(SnapshotData.of(ACCOUNT, 5, new Balance("me", 5, List.of())));
        snapshots().delete(ACCOUNT);
        snapshots().delete("account-7");
        assertEquals(Optional.empty(), snapshots().read(ACCOUNT));
        assertTrue(snapshots().record(SnapshotData.of(ACCOUNT, 2, new Balance("me", 2, List.of()))));
        assertEquals(2, read("account-7").sourceVersion());
    }

    @Test
    public void snapshots_are_no_events() {
        snapshots().record(SnapshotData.of(ACCOUNT, 5, new Balance("me", 5, List.of())));
        assertEquals(5, read("account-7").sourceVersion());
        assertEquals(Optional.empty(), store().info(ACCOUNT));
        assertEquals(0, store().info(StreamId.ALL).orElseThrow().version());
    }

    @Test
    public void every_node_reads_what_another_recorded_also_after_a_restart() {
        snapshots().record(SnapshotData.of(ACCOUNT, 5, new Balance("me", 5, List.of())));
        EventStore other = open("node2", Map.of());
        assertEquals(
                5,
                other.snapshots().read(ACCOUNT).orElseThrow().as(Balance.class).cents());
        store().close();
        assertThrows(StoreClosedException.class, () -> snapshots().read(ACCOUNT));
        assertEquals(5, other.snapshots().read("account-7").orElseThrow().sourceVersion());
    }

    @Test
    public void the_same_calls_without_waiting_do_the_same() {
        AsyncSnapshots async = store().async().snapshots();
        assertTrue(Await.result(async.record(SnapshotData.of(ACCOUNT, 5, new Balance("me", 5, List.of())))));
        assertFalse(Await.result(async.record(SnapshotData.of(ACCOUNT, 1, new Balance("me", 1, List.of())))));
        assertEquals(
                5,
                Await.result(async.read(ACCOUNT))
                        .orElseThrow()
                        .as(Balance.class)
                        .cents());
        CompletableFuture<String> thread = new CompletableFuture<>();
        async.read("account-7")
                .thenAccept(read -> thread.complete(Thread.currentThread().getName()));
        String name = Await.result(thread);
        assertTrue(!name.contains("storage") && !name.contains("memory"), "a callback on " + name);
        Await.result(async.delete(ACCOUNT));
        assertEquals(Optional.empty(), Await.result(async.read("account-7")));
    }

    @Test
    public void a_snapshot_that_is_too_large_is_refused_by_the_name_of_its_limit() {
        EventStore small = open("node2", Map.of("eventstore.snapshot.max-bytes", "100"));
        assertTrue(small.snapshots().record(SnapshotData.json("a", 1, "T", "{\"n\": 1}")));
        String large = "{\"n\": \"" + "x".repeat(100) + "\"}";
        LimitExceededException refusal = assertThrows(
                LimitExceededException.class, () -> small.snapshots().record(SnapshotData.json("a", 2, "T", large)));
        assertEquals("eventstore.snapshot.max-bytes", refusal.limit());
        assertEquals(100, refusal.maximum());
        assertEquals(1, read("a").sourceVersion());
        String moreThanAnEvent = "{\"n\": \"" + "x".repeat(2_000_000) + "\"}";
        assertTrue(snapshots().record(SnapshotData.json("a", 3, "T", moreThanAnEvent)));
        assertEquals(moreThanAnEvent, text(read("a").data()));
    }

    @Test
    public void what_cannot_be_a_snapshot_is_refused_and_nothing_is_written() {
        snapshots().record(SnapshotData.json("a", 1, "T", "{}"));
        assertSays("blank", () -> SnapshotData.of(" ", 1, "x"));
        assertSays("255", () -> snapshots().read("x".repeat(256)));
        assertSays("printable", () -> snapshots().delete("a\u0000"));
        assertSays("0 or more, but was -1", () -> SnapshotData.of("a", -1, "x"));
        assertSays("snapshot type", () -> SnapshotData.of("a", 2, "x").type(""));
        assertThrows(NullPointerException.class, () -> snapshots().record(null));
        SerializationException malformed = assertThrows(
                SerializationException.class, () -> snapshots().record(SnapshotData.json("a", 2, "T", "{oops")));
        assertTrue(malformed.getMessage().contains("JSON"), malformed.getMessage());
        assertEquals(1, read("a").sourceVersion());
    }

    @Test
    public void a_state_that_does_not_fit_the_class_leaves_its_bytes_readable() {
        snapshots().record(SnapshotData.json("a", 1, "T", "[1, 2]"));
        Snapshot read = read("a");
        assertThrows(SerializationException.class, () -> read.as(Balance.class));
        assertEquals("[1, 2]", text(read.data()));
        read.data()[0] = 'x';
        assertEquals("[1, 2]", text(read.data()));
    }

    private Snapshots snapshots() {
        return store().snapshots();
    }

    private Snapshot read(String source) {
        return snapshots().read(source).orElseThrow();
    }

    private static void assertSays(String part, Runnable call) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
