package dev.eventstore.core.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.feed.CatchUp.Page;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.ReadRequest.Filtered;
import dev.eventstore.core.spi.storage.ReadRequest.Lease;
import dev.eventstore.core.spi.storage.ReadRequest.Scanned;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CatchUpTest {

    private static final StreamId ORDER = StreamId.of("order");
    private static final Optional<Lease> LEASE = Optional.of(new Lease(SubscriptionName.of("mail"), 1));

    private final ManualTime time = new ManualTime();
    private final HeldStorage storage = new HeldStorage();
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(10), 10, 10), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    private Feed feed;

    CatchUpTest() {
        supervisor.startHere(new ProcessName("feed", "node"), (name, self) -> {
            feed = new Feed(self, storage, time, new FeedLimits(Duration.ofHours(1), 100, 100_000, 1_000, 1));
            return feed;
        });
        feed.add(() -> {});
        time.run();
        answer(storage.call(), 7L);
    }

    @Test
    void memory_has_what_follows_the_storage_number_by_number() {
        CatchUp order = caughtUp(3);
        grow(own(4, 8), other(9), own(5, 10));
        assertEquals(List.of(4L, 5L), numbers(page(order.after(3, 10))));
        assertEquals(List.of(), numbers(page(order.after(5, 10))));
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void where_a_number_is_left_out_the_storage_is_read() {
        CatchUp order = caughtUp(3);
        grow(own(4, 8), own(6, 9));
        Page first = page(order.after(3, 10));
        assertEquals(List.of(4L), numbers(first));
        assertTrue(first.more());
        CompletableFuture<Page> second = after(order, 4);
        HeldStorage.Call read = storage.call();
        assertEquals(5, ((ReadRequest) read.request()).from());
        answer(read, List.of(linked(5, 2), own(6, 9)));
        assertEquals(List.of(5L, 6L), numbers(second.join()));
        grow(own(7, 10));
        assertEquals(List.of(7L), numbers(page(order.after(6, 10))));
    }

    @Test
    void after_links_the_storage_is_read_though_memory_reaches_far_enough() {
        CatchUp order = caughtUp(3);
        order.linked();
        CompletableFuture<Page> read = after(order, 3);
        answer(storage.call(), List.of(linked(4, 2)));
        assertEquals(List.of(4L), numbers(read.join()));
        assertEquals(List.of(), numbers(page(order.after(4, 10))));
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void links_that_come_while_a_read_is_under_way_are_looked_for_by_the_next() {
        CatchUp order = new CatchUp(ORDER, storage, feed, time, 0);
        CompletableFuture<Page> early = after(order, 3);
        order.linked();
        answer(storage.call(), List.of());
        assertEquals(List.of(), numbers(early.join()));
        CompletableFuture<Page> next = after(order, 3);
        assertFalse(next.isDone());
        answer(storage.call(), List.of(linked(4, 2)));
        assertEquals(List.of(4L), numbers(next.join()));
    }

    @Test
    void it_is_told_that_a_stream_begins_anew_and_then_read_from_its_first_event() {
        CatchUp order = new CatchUp(ORDER, storage, feed, time, 7);
        CompletableFuture<Page> first = after(order, 3);
        answer(storage.call(), List.of());
        assertEquals(List.of(), numbers(first.join()));
        grow(own(1, 8), own(2, 9));
        Page anew = page(order.after(3, 10));
        assertEquals(new Page(List.of(), 0, true, false), anew);
        CompletableFuture<Page> again = after(order, 0);
        answer(storage.call(), List.of(own(1, 8), own(2, 9)));
        assertEquals(List.of(1L, 2L), numbers(again.join()));
    }

    @Test
    void no_more_is_handed_out_than_was_asked_for() {
        CatchUp order = caughtUp(3);
        grow(own(4, 8), own(5, 9), own(6, 10));
        assertEquals(List.of(4L, 5L), numbers(page(order.after(3, 2))));
        assertEquals(List.of(6L), numbers(page(order.after(5, 2))));
    }

    @Test
    void all_is_followed_by_position() {
        CatchUp all = new CatchUp(StreamId.ALL, storage, feed, time, 0);
        grow(other(8), other(9));
        assertEquals(List.of(8L, 9L), numbers(page(all.after(7, 10))));
        CompletableFuture<Page> old = after(all, 2);
        answer(storage.call(), List.of(other(3)));
        assertEquals(List.of(3L), numbers(old.join()));
    }

    @Test
    void what_is_known_to_be_visible_and_is_not_found_in_all_was_removed() {
        CompletableFuture<Page> everything = after(new CatchUp(StreamId.ALL, storage, feed, time, 0), 3);
        answer(storage.call(), List.of(other(4)));
        assertEquals(7, everything.join().upTo());
        CompletableFuture<Page> passing = after(filtered(StreamId.ALL), 3);
        answer(storage.call(), new Scanned(List.of(), 3, false));
        assertEquals(new Page(List.of(), 7, false, true), passing.join());
        CompletableFuture<Page> first = after(filtered(StreamId.ALL), 3);
        answer(storage.call(), new Scanned(List.of(), 4, true));
        assertEquals(4, first.join().upTo(), "there may be others behind it");
    }

    @Test
    void what_does_not_pass_is_not_read_from_the_storage_and_the_next_read_begins_after_it() {
        for (StreamId stream : List.of(StreamId.ALL, ORDER)) {
            CatchUp reader = filtered(stream);
            CompletableFuture<Page> first = after(reader, 0);
            HeldStorage.Call read = storage.call();
            Filtered request = (Filtered) read.request();
            assertEquals(1, request.page().from());
            assertEquals(EventFilter.types("T"), request.filter());
            answer(read, new Scanned(List.of(), 3, true));
            assertEquals(new Page(List.of(), 3, true, true), first.join());
            CompletableFuture<Page> second = after(reader, 3);
            read = storage.call();
            assertEquals(4, ((Filtered) read.request()).page().from());
            answer(read, new Scanned(List.of(own(5, 5)), 7, false));
            assertEquals(7, second.join().upTo());
            assertEquals(List.of(5L), numbers(second.join()));
            assertEquals(List.of(), numbers(page(reader.after(7, 10))), "from memory");
            assertEquals(List.of(), storage.calls());
        }
    }

    @Test
    void what_is_appended_while_a_filtered_read_passes_over_it_is_not_taken_for_a_new_stream() {
        CatchUp order = new CatchUp(ORDER, storage, feed, time, 0, LEASE, EventFilter.types("other"));
        CompletableFuture<Page> first = after(order, 0);
        HeldStorage.Call read = storage.call();
        grow(own(4, 8));
        answer(read, new Scanned(List.of(), 4, false));
        assertEquals(4, first.join().upTo());
        CompletableFuture<Page> second = after(order, 4);
        answer(storage.call(), new Scanned(List.of(), 4, false));
        assertEquals(new Page(List.of(), 4, false, true), second.join());
        grow(own(5, 9));
        assertEquals(List.of(5L), numbers(page(order.after(4, 10))));
    }

    private CatchUp filtered(StreamId stream) {
        return new CatchUp(stream, storage, feed, time, 0, Optional.empty(), EventFilter.types("T"));
    }

    /** One that has read the storage up to a number and found nothing more. */
    private CatchUp caughtUp(long number) {
        CatchUp order = new CatchUp(ORDER, storage, feed, time, 0);
        CompletableFuture<Page> read = after(order, number);
        answer(storage.call(), List.of());
        assertEquals(List.of(), numbers(read.join()));
        return order;
    }

    private void grow(StoredEvent... events) {
        feed.hint(events[events.length - 1].position());
        time.run();
        answer(storage.call(), List.of(events));
    }

    private CompletableFuture<Page> after(CatchUp reader, long number) {
        CompletableFuture<Page> page = reader.after(number, 10).toCompletableFuture();
        time.run();
        return page;
    }

    private Page page(CompletionStage<Page> read) {
        time.run();
        return read.toCompletableFuture().join();
    }

    private void answer(HeldStorage.Call call, Object answer) {
        call.answer().complete(answer);
        time.run();
    }

    private static StoredEvent own(long version, long position) {
        return event("order", version, position, version);
    }

    private static StoredEvent other(long position) {
        return event("other", position, position, position);
    }

    private static StoredEvent linked(long number, long position) {
        return event("other", position, position, number);
    }

    private static StoredEvent event(String stream, long version, long position, long number) {
        return new StoredEvent(
                new UUID(0, position), "T", stream, version, position, number, 0, new byte[0], null, null, null);
    }

    private static List<Long> numbers(Page page) {
        return page.events().stream().map(StoredEvent::number).toList();
    }
}
