package dev.eventstore.example.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CborSerializerTest {

    private static final StreamId PHOTOS = StreamId.of("photos");

    private final InMemoryDatabase database = new InMemoryDatabase();

    record Taken(String place, Instant at, BigDecimal aperture, byte[] thumbnail) {}

    record Counted(int count) {}

    @Test
    void a_store_finds_it_by_its_id_and_payloads_come_back_as_they_were() {
        Taken taken = new Taken(
                "Tromsø", Instant.parse("2026-01-02T03:04:05.000006Z"), new BigDecimal("2.80"), new byte[300]);
        Arrays.fill(taken.thumbnail(), (byte) 7);
        try (EventStore store = open("cbor")) {
            append(store, EventData.of(taken).metadata(new Counted(3)));
            RecordedEvent stored = read(store).get(0);
            Taken back = stored.as(Taken.class);
            assertEquals(
                    List.of(taken.place(), taken.at(), taken.aperture()),
                    List.of(back.place(), back.at(), back.aperture()));
            assertTrue(Arrays.equals(taken.thumbnail(), back.thumbnail()));
            assertEquals(new Counted(3), stored.metadataAs(Counted.class).orElseThrow());
            assertTrue(stored.data().length < 400, "bytes without base64, but " + stored.data().length);
        }
    }

    @Test
    void json_from_before_stays_readable_beside_it() {
        try (EventStore before = open("json")) {
            append(before, EventData.of(new Counted(1)));
        }
        try (EventStore now = open("cbor")) {
            append(now, EventData.of(new Counted(2)));
            append(now, EventData.json("counted", "{\"count\": 3}"));
            assertEquals(
                    List.of(new Counted(1), new Counted(2), new Counted(3)),
                    read(now).stream().map(event -> event.as(Counted.class)).toList());
        }
    }

    @Test
    void upcasters_work_on_it_as_on_json() {
        try (EventStore store = InMemoryEventStore.builder(database)
                .setting("eventstore.serializer", "cbor")
                .eventTypes(types -> types.register("counted", Counted.class).upcast("numbered", "counted", fields -> {
                    fields.put("count", fields.remove("number"));
                    return fields;
                }))
                .open()) {
            record Numbered(int number) {}
            append(store, EventData.of(new Numbered(5)).type("numbered"));
            assertEquals(new Counted(5), read(store).get(0).as(Counted.class));
        }
    }

    @Test
    void what_does_not_fit_is_refused_with_the_event_and_the_class() {
        try (EventStore store = open("cbor")) {
            append(store, EventData.bytes("junk", new byte[] {1, 2, 3}));
            RecordedEvent stored = read(store).get(0);
            SerializationException refused = assertThrows(SerializationException.class, () -> stored.as(Counted.class));
            assertTrue(refused.getMessage().contains("'junk' at photos@1"), refused.getMessage());
            assertTrue(refused.getMessage().contains(Counted.class.getName()), refused.getMessage());
        }
    }

    private EventStore open(String serializer) {
        return InMemoryEventStore.builder(database)
                .setting("eventstore.serializer", serializer)
                .open();
    }

    private static void append(EventStore store, EventData event) {
        store.append(PHOTOS, ExpectedVersion.any(), List.of(event));
    }

    private static List<RecordedEvent> read(EventStore store) {
        return store.read(PHOTOS, ReadOptions.forward());
    }
}
