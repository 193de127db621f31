package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.ReadRequest.Filtered;
import dev.eventstore.core.spi.storage.ReadRequest.Lease;
import dev.eventstore.core.spi.storage.ReadRequest.Scanned;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages of what a filter lets pass, of {@code $all} and of streams. Called by JUnit only. */
public abstract class FilterSuite extends StorageSuite {

    private static final EventFilter PAID = EventFilter.types("paid");

    /** For subclasses. */
    protected FilterSuite() {}

    @Test
    public void only_events_of_the_types_come_in_order_and_the_end_is_told() {
        put("a", "paid", "sent", "paid", "lost");
        for (String stream : List.of("$all", "a")) {
            Scanned page = scan(stream, 1, 10, 100, PAID);
            assertEquals(List.of(1L, 3L), numbers(page.events()));
            assertEquals(4, page.upTo());
            assertFalse(page.more());
            assertEquals(
                    List.of(1L, 3L, 4L),
                    numbers(scan(stream, 1, 10, 100, EventFilter.types("paid", "lost"))
                            .events()));
        }
    }

    @Test
    public void the_beginning_of_a_stream_is_compared_as_it_is_and_is_no_pattern() {
        List<String> streams = List.of("a%b", "a_b", "axb", "A%b", "a\\b", "a%", "é-1", "e-1");
        streams.forEach(stream -> put(stream, "paid"));
        assertEquals(List.of("a%b", "a%"), found("a%"));
        assertEquals(List.of("a_b"), found("a_"));
        assertEquals(List.of("a\\b"), found("a\\"));
        assertEquals(List.of("é-1"), found("é"));
        assertEquals(List.of("a%b", "a_b", "axb", "a\\b", "a%"), found("a"));
        assertEquals(List.of(), found("%"));
        assertEquals(streams, found(""));
    }

    @Test
    public void types_and_streams_must_both_pass() {
        put("order-1", "paid", "sent");
        put("cart-1", "paid");
        put("order-2", "sent", "paid");
        Scanned page = scan("$all", 1, 10, 100, new EventFilter(Set.of("paid"), "order-"));
        assertEquals(List.of(1L, 5L), numbers(page.events()));
        assertEquals(5, page.upTo());
    }

    @Test
    public void a_full_page_has_looked_up_to_its_last_event_and_the_next_goes_on_after_it() {
        put("a", "sent", "paid", "sent", "paid", "sent", "paid");
        for (String stream : List.of("$all", "a")) {
            Scanned first = scan(stream, 1, 2, 100, PAID);
            assertEquals(List.of(2L, 4L), numbers(first.events()));
            assertEquals(4, first.upTo());
            assertTrue(first.more());
            Scanned second = scan(stream, first.upTo() + 1, 2, 100, PAID);
            assertEquals(List.of(6L), numbers(second.events()));
            assertEquals(6, second.upTo());
            assertFalse(second.more());
        }
    }

    @Test
    public void a_read_looks_at_so_many_numbers_and_not_at_one_more() {
        put("a", "sent", "sent", "sent", "paid", "sent");
        for (String stream : List.of("$all", "a")) {
            Scanned part = scan(stream, 1, 10, 3, PAID);
            assertEquals(List.of(), part.events());
            assertEquals(3, part.upTo(), "the checkpoint can move without a match");
            assertTrue(part.more());
            assertEquals(List.of(4L), numbers(scan(stream, 4, 10, 1, PAID).events()));
            assertEquals(4, scan(stream, 4, 10, 1, PAID).upTo());
        }
    }

    @Test
    public void what_was_removed_is_not_counted_before_the_first_event_of_a_page() {
        put("gone", "sent", "sent", "sent", "sent", "sent");
        put("a", "sent", "paid");
        delete("gone", DeleteMode.HARD);
        Scanned page = scan("$all", 1, 10, 2, PAID);
        assertEquals(List.of(7L), numbers(page.events()));
        assertEquals(7, page.upTo());
    }

    @Test
    public void past_the_end_nothing_was_looked_at() {
        put("a", "paid", "paid");
        for (String stream : List.of("$all", "a")) {
            assertEquals(new Scanned(List.of(), 2, false), scan(stream, 3, 10, 100, PAID));
            assertEquals(new Scanned(List.of(), 6, false), scan(stream, 7, 10, 100, PAID));
            assertEquals(2, scan(stream, 0, 10, 100, PAID).events().size());
        }
    }

    @Test
    public void links_pass_by_the_type_and_the_stream_of_their_events() {
        List<NewEvent> order = put("order-1", "paid", "sent");
        List<NewEvent> cart = put("cart-1", "paid");
        put("all", "paid");
        link("all", order.get(0), order.get(1), cart.get(0));
        assertEquals(List.of(1L, 2L, 4L), numbers(scan("all", 1, 10, 100, PAID).events()));
        Scanned page = scan("all", 1, 10, 100, EventFilter.streamPrefix("order-"));
        assertEquals(List.of(2L, 3L), numbers(page.events()));
        assertEquals(4, page.upTo());
        assertEquals(
                2, scan("all", 1, 1, 100, EventFilter.streamPrefix("order-")).upTo());
        assertEquals(
                List.of("order-1"),
                scan("all", 3, 1, 1, EventFilter.all()).events().stream()
                        .map(StoredEvent::stream)
                        .toList());
    }

    @Test
    public void a_missing_stream_and_a_deleted_one_are_refused() {
        put("old", "paid");
        delete("old", DeleteMode.SOFT);
        assertThrows(StreamDeletedException.class, () -> scan("old", 1, 10, 100, PAID));
        assertThrows(StreamNotFoundException.class, () -> scan("none", 1, 10, 100, PAID));
    }

    @Test
    public void a_lease_that_does_not_hold_fails_the_read() {
        put("a", "paid");
        Lease lease = new Lease(SubscriptionName.of("mail"), 17);
        ReadRequest page = new ReadRequest(StreamId.of("a"), false, 1, 10, soon(), Optional.of(lease));
        assertThrows(
                LeaseLostException.class, () -> Await.result(storage().readFiltered(new Filtered(page, PAID, 100))));
    }

    @Test
    public void page_by_page_the_same_events_come_as_if_all_were_read_and_filtered() {
        Random random = new Random(20);
        List<String> types = List.of("paid", "sent", "lost");
        for (int i = 0; i < 60; i++) {
            put("s-" + random.nextInt(5), types.get(random.nextInt(3)), types.get(random.nextInt(3)));
        }
        delete("s-3", DeleteMode.HARD);
        List<StoredEvent> all = readForward("$all", 1, 1_000);
        for (int round = 0; round < 20; round++) {
            EventFilter filter = new EventFilter(
                    random.nextBoolean() ? Set.of() : Set.of(types.get(random.nextInt(3))),
                    random.nextBoolean() ? "" : "s-" + random.nextInt(5));
            List<Long> wanted = numbers(all.stream()
                    .filter(event -> filter.accepts(event.type(), event.stream()))
                    .toList());
            assertEquals(wanted, numbers(pages(filter, 1 + random.nextInt(4), 1 + random.nextInt(30))));
        }
    }

    private List<StoredEvent> pages(EventFilter filter, int limit, int most) {
        List<StoredEvent> events = new ArrayList<>();
        long upTo = 0;
        boolean more = true;
        while (more) {
            Scanned page = scan("$all", upTo + 1, limit, most, filter);
            assertTrue(page.upTo() > upTo, "each read gets on");
            events.addAll(page.events());
            upTo = page.upTo();
            more = page.more();
        }
        return events;
    }

    private List<String> found(String prefix) {
        return scan("$all", 1, 100, 1_000, EventFilter.streamPrefix(prefix)).events().stream()
                .map(StoredEvent::stream)
                .toList();
    }

    private Scanned scan(String stream, long from, int limit, int most, EventFilter filter) {
        ReadRequest page = new ReadRequest(StreamId.of(stream), false, from, limit, soon());
        return Await.result(storage().readFiltered(new Filtered(page, filter, most)));
    }

    private List<NewEvent> put(String stream, String... types) {
        List<NewEvent> events = Stream.of(types).map(StorageSuite::event).toList();
        append(stream, ANY, events.toArray(NewEvent[]::new));
        return events;
    }

    private void link(String stream, NewEvent... events) {
        Await.result(storage()
                .links()
                .link(new LinkStorage.Request(
                        StreamId.of(stream), ANY, ids(List.of(events)), SOME_TIME, OptionalLong.empty(), soon())));
    }

    private void delete(String stream, DeleteMode mode) {
        Await.result(storage()
                .delete(new Storage.Deletion(StreamId.of(stream), ANY, mode, SOME_TIME, OptionalLong.empty(), soon())));
    }

    private static List<Long> numbers(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::number).toList();
    }
}
