package dev.eventstore.testkit.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.spi.storage.SnapshotStorage;
import dev.eventstore.core.spi.storage.SnapshotStorage.StoredSnapshot;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageSuite;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The newest snapshot of each source, as a storage keeps it. Called by JUnit only. */
public abstract class SnapshotSuite extends StorageSuite {

    private static final Instant SOME_TIME = Instant.parse("2026-01-02T03:04:05.123456Z");

    /** For subclasses. */
    protected SnapshotSuite() {}

    @Test
    public void a_snapshot_is_read_back_as_it_was_recorded() {
        StoredSnapshot given = snapshot("order-1", 7, "{\"total\": 12}", "{\"by\": \"me\"}");
        assertTrue(record(given));
        StoredSnapshot read = read("order-1").orElseThrow();
        assertEquals("order-1", read.sourceId());
        assertEquals(7, read.sourceVersion());
        assertEquals(given.type(), read.type());
        assertArrayEquals(given.data(), read.data());
        assertArrayEquals(given.metadata(), read.metadata());
        assertEquals(SOME_TIME, read.createdAt());
    }

    @Test
    public void metadata_may_be_missing() {
        assertTrue(record(snapshot("order-1", 7, "{}", null)));
        assertNull(read("order-1").orElseThrow().metadata());
        assertTrue(record(snapshot("order-1", 8, "{}", "{}")));
        assertEquals("{}", text(read("order-1").orElseThrow().metadata()));
        assertTrue(record(snapshot("order-1", 9, "{}", null)));
        assertNull(read("order-1").orElseThrow().metadata());
    }

    @Test
    public void what_was_never_recorded_is_not_there() {
        assertTrue(record(snapshot("order-1", 1, "{}", null)));
        assertEquals(1, read("order-1").orElseThrow().sourceVersion());
        assertEquals(Optional.empty(), read("order-2"));
        assertEquals(Optional.empty(), read("order"));
        assertEquals(Optional.empty(), read("ORDER-1"));
    }

    @Test
    public void a_newer_snapshot_replaces_an_older_one() {
        record(snapshot("order-1", 1, "{\"n\": 1}", null));
        assertTrue(record(snapshot("order-1", 5, "{\"n\": 5}", null)));
        assertEquals("5 {\"n\": 5}", shown("order-1"));
    }

    @Test
    public void an_older_snapshot_never_replaces_a_newer_one() {
        record(snapshot("order-1", 5, "{\"n\": 5}", null));
        assertFalse(record(snapshot("order-1", 4, "{\"n\": 4}", null)));
        assertFalse(record(snapshot("order-1", 0, "{\"n\": 0}", null)));
        assertEquals("5 {\"n\": 5}", shown("order-1"));
    }

    @Test
    public void a_snapshot_of_the_same_version_replaces_the_other() {
        record(snapshot("order-1", 5, "{\"n\": 1}", null));
        assertTrue(record(snapshot("order-1", 5, "{\"n\": 2}", null)));
        assertEquals("5 {\"n\": 2}", shown("order-1"));
    }

    @Test
    public void a_deleted_snapshot_is_gone_and_an_older_one_may_follow_it() {
        record(snapshot("order-1", 5, "{\"n\": 5}", null));
        record(snapshot("order-2", 6, "{\"n\": 6}", null));
        delete("order-1");
        assertEquals(Optional.empty(), read("order-1"));
        assertEquals("6 {\"n\": 6}", shown("order-2"));
        assertTrue(record(snapshot("order-1", 3, "{\"n\": 3}", null)));
        assertEquals("3 {\"n\": 3}", shown("order-1"));
    }

    @Test
    public void what_is_not_there_may_be_deleted_again_and_again() {
        delete("order-1");
        record(snapshot("order-1", 1, "{}", null));
        assertEquals("1 {}", shown("order-1"));
        delete("order-1");
        delete("order-1");
        assertEquals(Optional.empty(), read("order-1"));
        assertTrue(record(snapshot("order-1", 1, "{}", null)));
    }

    @Test
    public void every_storage_on_the_data_has_the_same_snapshots() {
        Storage another = openAnother();
        record(snapshot("order-1", 5, "{\"n\": 5}", null));
        assertFalse(Await.result(another.snapshots().record(snapshot("order-1", 4, "{}", null), soon())));
        assertEquals(
                5,
                Await.result(another.snapshots().read("order-1", soon()))
                        .orElseThrow()
                        .sourceVersion());
        Await.result(another.snapshots().delete("order-1", soon()));
        assertEquals(Optional.empty(), read("order-1"));
    }

    @Test
    public void of_many_recorded_at_once_the_newest_stays() {
        SnapshotStorage another = openAnother().snapshots();
        List<CompletionStage<Boolean>> recording = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int version = (i * 17) % 40;
            SnapshotStorage target = i % 2 == 0 ? storage().snapshots() : another;
            recording.add(target.record(snapshot("order-1", version, "{\"n\": " + version + "}", null), soon()));
        }
        recording.forEach(Await::result);
        assertEquals("39 {\"n\": 39}", shown("order-1"));
    }

    @Test
    public void the_ids_of_sources_are_data() {
        List<String> hostile =
                List.of("o'; drop table snapshots; --", "100%", "a_b", "a\\b", "\"a\"", "😀", "שלום", "$all");
        hostile.forEach(id -> record(snapshot(id, 1, "{}", null)));
        hostile.forEach(id -> assertEquals(id, read(id).orElseThrow().sourceId()));
        delete("a_b");
        hostile.forEach(id -> assertEquals(!id.equals("a_b"), read(id).isPresent(), id));
        assertEquals(Optional.empty(), read("axb"));
    }

    @Test
    public void a_large_state_is_whole() {
        String large = "{\"a\": \"" + "x".repeat(3_000_000) + "\"}";
        record(snapshot("order-1", 1, large, null));
        assertEquals(large, text(read("order-1").orElseThrow().data()));
    }

    private boolean record(StoredSnapshot snapshot) {
        return Await.result(storage().snapshots().record(snapshot, soon()));
    }

    private Optional<StoredSnapshot> read(String sourceId) {
        return Await.result(storage().snapshots().read(sourceId, soon()));
    }

    private void delete(String sourceId) {
        Await.result(storage().snapshots().delete(sourceId, soon()));
    }

    private String shown(String sourceId) {
        StoredSnapshot read = read(sourceId).orElseThrow();
        return read.sourceVersion() + " " + text(read.data());
    }

    private static StoredSnapshot snapshot(String source, long version, String data, String metadata) {
        return new StoredSnapshot(
                source, version, "State", bytes(data), metadata == null ? null : bytes(metadata), SOME_TIME);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
