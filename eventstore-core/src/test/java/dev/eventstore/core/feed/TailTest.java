package dev.eventstore.core.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.support.Events;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailTest {

    @Test
    void it_covers_what_lies_between_its_ends() {
        Tail tail = new Tail(10, 1_000_000);
        tail.reset(5);
        tail.add(Events.range(6, 8));
        assertFalse(tail.covers(4));
        assertTrue(tail.covers(5));
        assertTrue(tail.covers(8));
        assertFalse(tail.covers(9));
        assertEquals(8, tail.upTo());
    }

    @Test
    void it_gives_the_oldest_events_after_a_position_first() {
        Tail tail = new Tail(10, 1_000_000);
        tail.add(Events.range(1, 8));
        assertEquals(List.of(4L, 5L), positions(tail.after(3, 2)));
        assertEquals(List.of(), tail.after(8, 2));
        assertEquals(8, tail.after(0, Integer.MAX_VALUE).size());
    }

    @Test
    void it_drops_the_oldest_when_there_are_too_many() {
        Tail tail = new Tail(3, 1_000_000);
        tail.add(Events.range(1, 5));
        assertFalse(tail.covers(1));
        assertTrue(tail.covers(2));
        assertEquals(List.of(3L, 4L, 5L), positions(tail.after(2, 10)));
    }

    @Test
    void it_drops_the_oldest_when_they_are_too_large_even_the_last() {
        Tail tail = new Tail(100, 3_000);
        tail.add(List.of(Events.stored(1, "a", "order", 1_000), Events.stored(2, "a", "order", 1_000)));
        assertTrue(tail.covers(0));
        tail.add(List.of(Events.stored(3, "a", "order", 1_000)));
        assertFalse(tail.covers(0));
        tail.add(List.of(Events.stored(4, "a", "order", 1_000_000)));
        assertFalse(tail.covers(3));
        assertTrue(tail.covers(4));
        assertEquals(List.of(), tail.after(4, 10));
        tail.add(List.of(Events.stored(5, "a", "order", 1)));
        assertEquals(List.of(5L), positions(tail.after(4, 10)), "the room of what was dropped is free again");
    }

    @Test
    void positions_without_an_event_are_no_gap() {
        Tail tail = new Tail(10, 1_000_000);
        tail.add(List.of(Events.stored(1), Events.stored(5)));
        assertTrue(tail.covers(3));
        assertEquals(List.of(5L), positions(tail.after(3, 10)));
    }

    private static List<Long> positions(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::position).toList();
    }
}
