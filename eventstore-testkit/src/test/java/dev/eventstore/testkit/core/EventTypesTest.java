package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.types.EventTypeProvider;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTypesTest {

    private static final StreamId ORDER = StreamId.of("order-1");

    sealed interface OrderEvent permits Placed, Payment {}

    record Placed(String item, int amount) implements OrderEvent {}

    sealed interface Payment extends OrderEvent permits Paid, Refunded {}

    record Paid(int total) implements Payment {}

    record Refunded(int total, String why) implements Payment {}

    interface Marker {}

    record Marked(int n) implements Marker {}

    record Strange(String item) {}

    private final InMemoryDatabase database = new InMemoryDatabase();

    @Test
    void a_sealed_interface_registers_its_records_and_reads_the_right_ones() {
        List<OrderEvent> events = List.of(new Placed("tea", 2), new Paid(12), new Refunded(5, "cold"));
        try (EventStore store = open(types -> types.register(OrderEvent.class))) {
            events.forEach(event -> append(store, EventData.of(event)));
            List<RecordedEvent> stored = read(store);
            assertEquals(
                    List.of("Placed", "Paid", "Refunded"),
                    stored.stream().map(RecordedEvent::type).toList());
            assertEquals(
                    events,
                    stored.stream().map(event -> event.as(OrderEvent.class)).toList());
            assertEquals(events.get(2), stored.get(2).as(Payment.class));
            assertEquals(events.get(0), stored.get(0).as(Object.class));
        }
    }

    @Test
    void the_names_of_a_sealed_interface_may_be_given_by_a_function() {
        try (EventStore store = open(types -> types.register(
                OrderEvent.class, type -> "order." + type.getSimpleName().toLowerCase()))) {
            append(store, EventData.of(new Paid(1)));
            assertEquals("order.paid", read(store).get(0).type());
            assertEquals(new Paid(1), read(store).get(0).as(OrderEvent.class));
        }
    }

    @Test
    void a_sealed_interface_that_nobody_registered_is_read_by_the_binary_names_of_its_records() {
        try (EventStore store = open(types -> {})) {
            append(store, EventData.of(new Refunded(5, "cold")));
            assertEquals(Refunded.class.getName(), read(store).get(0).type());
            assertEquals(new Refunded(5, "cold"), read(store).get(0).as(OrderEvent.class));
        }
    }

    @Test
    void events_that_were_appended_before_their_class_was_registered_are_read_like_those_after() {
        try (EventStore before = open(types -> {})) {
            append(before, EventData.of(new Marked(1)));
        }
        try (EventStore after = open(types -> types.register("marked", Marked.class))) {
            append(after, EventData.of(new Marked(2)));
            assertEquals(
                    List.of(new Marked(1), new Marked(2)),
                    read(after).stream().map(event -> event.as(Marker.class)).toList());
        }
    }

    @Test
    void an_event_is_read_as_the_class_asked_for_registered_or_not() {
        try (EventStore store = open(types -> types.register(OrderEvent.class))) {
            append(store, EventData.of(new Placed("tea", 2)));
            RecordedEvent stored = read(store).get(0);
            assertEquals(new Strange("tea"), stored.as(Strange.class));
            assertEquals("tea", stored.as(Map.class).get("item"));
            String refusal = refusal(stored, Marker.class);
            assertTrue(refusal.contains("'Placed' is registered for " + Placed.class.getName()), refusal);
        }
    }

    @Test
    void an_unknown_type_stays_readable_as_bytes_and_as_a_class_but_not_as_an_interface() {
        byte[] bytes = "{\"n\":7}".getBytes(StandardCharsets.UTF_8);
        try (EventStore store = open(types -> types.register(OrderEvent.class))) {
            append(store, EventData.bytes("from-elsewhere", bytes));
            RecordedEvent stored = read(store).get(0);
            assertArrayEquals(bytes, stored.data());
            assertEquals(new Marked(7), stored.as(Marked.class));
            String refusal = refusal(stored, OrderEvent.class);
            assertTrue(refusal.startsWith("event 'from-elsewhere' at order-1@1: "), refusal);
            assertTrue(refusal.contains("Registered are [Paid, Placed, Refunded]"), refusal);
            assertTrue(refusal.contains("eventType(\"from-elsewhere\", TheClass.class)"), refusal);
            assertTrue(refusal(stored, Marker.class).contains("which is abstract"));
        }
    }

    @Test
    void an_old_type_and_an_older_shape_are_read_as_the_newest_in_steps() {
        EventTypeProvider types = given -> given.register(OrderEvent.class)
                .rename("OrderBooked", "order-placed")
                .upcast("order-placed", "Placed", fields -> {
                    fields.put("amount", fields.remove("count"));
                    return fields;
                })
                .reshape("Placed", fields -> {
                    fields.putIfAbsent("amount", 1);
                    return fields;
                });
        try (EventStore store = open(types)) {
            append(store, EventData.json("OrderBooked", "{\"item\": \"tea\", \"count\": 3}"));
            append(store, EventData.json("order-placed", "{\"item\": \"milk\", \"count\": 4}"));
            append(store, EventData.json("Placed", "{\"item\": \"rice\"}"));
            append(store, EventData.of(new Placed("salt", 6)));
            List<RecordedEvent> stored = read(store);
            assertEquals(
                    List.of(new Placed("tea", 3), new Placed("milk", 4), new Placed("rice", 1), new Placed("salt", 6)),
                    stored.stream().map(event -> event.as(OrderEvent.class)).toList());
            assertEquals(3, stored.get(0).as(Map.class).get("amount"));
            assertEquals("OrderBooked", stored.get(0).type());
            assertEquals(
                    "{\"item\": \"tea\", \"count\": 3}",
                    new String(stored.get(0).data(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void an_upcaster_may_go_by_a_class_of_the_old_shape_which_can_still_be_asked_for() {
        record Booked(String item) {}
        EventTypeProvider types = given -> given.register(OrderEvent.class)
                .register("booked", Booked.class)
                .upcast("booked", "Placed", Booked.class, old -> new Placed(old.item(), 1));
        try (EventStore store = open(types)) {
            append(store, EventData.of(new Booked("tea")));
            RecordedEvent stored = read(store).get(0);
            assertEquals(new Placed("tea", 1), stored.as(OrderEvent.class));
            assertEquals(new Placed("tea", 1), stored.as(Placed.class));
            assertEquals(new Booked("tea"), stored.as(Booked.class));
        }
    }

    @Test
    void numbers_lose_no_digit_on_the_way_through_an_upcaster() {
        record Price(java.math.BigDecimal amount) {}
        EventTypeProvider types = given -> given.register("price", Price.class).reshape("price", fields -> fields);
        try (EventStore store = open(types)) {
            append(store, EventData.json("price", "{\"amount\": 12345678901234567890.12345678901234567890}"));
            assertEquals(
                    new java.math.BigDecimal("12345678901234567890.12345678901234567890"),
                    read(store).get(0).as(Price.class).amount());
        }
    }

    @Test
    void an_upcaster_that_fails_is_named_with_the_event_and_the_bytes_stay_readable() {
        EventTypeProvider types = given -> given.upcast("old", "new", fields -> {
                    throw new IllegalStateException("no such field");
                })
                .upcast("gone", "new", Map.class, fields -> null);
        try (EventStore store = open(types)) {
            append(store, EventData.json("old", "{}"));
            append(store, EventData.json("gone", "{}"));
            String failed = refusal(read(store).get(0), Marked.class);
            assertTrue(failed.contains(
                    "'old' at order-1@1: the upcaster from 'old' to 'new', registered in code, failed"));
            assertTrue(failed.contains("no such field"), failed);
            assertTrue(refusal(read(store).get(1), Marked.class).contains("gave null"));
            assertEquals("{}", new String(read(store).get(0).data(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void an_event_caused_by_another_names_it_and_stays_in_its_conversation() {
        try (EventStore store = open(types -> {})) {
            append(store, EventData.of(new Marked(1)));
            append(store, EventData.of(new Marked(2)).causedBy(read(store).get(0)));
            append(store, EventData.of(new Marked(3)).causedBy(read(store).get(1)));
            List<RecordedEvent> events = read(store);
            Optional<?> first = Optional.of(events.get(0).id());
            assertEquals(first, events.get(1).causationId());
            assertEquals(first, events.get(1).correlationId());
            assertEquals(Optional.of(events.get(1).id()), events.get(2).causationId());
            assertEquals(first, events.get(2).correlationId());
        }
    }

    private EventStore open(EventTypeProvider types) {
        return InMemoryEventStore.builder(database).eventTypes(types).open();
    }

    private static void append(EventStore store, EventData event) {
        store.append(ORDER, ExpectedVersion.any(), List.of(event));
    }

    private static List<RecordedEvent> read(EventStore store) {
        return store.read(ORDER, ReadOptions.forward());
    }

    private static String refusal(RecordedEvent event, Class<?> type) {
        SerializationException refused = assertThrows(SerializationException.class, () -> event.as(type));
        assertInstanceOf(Throwable.class, refused.getCause());
        return refused.getMessage();
    }
}
