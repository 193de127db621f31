package dev.eventstore.core.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int TAIL = 10;

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
    private int told;

    FeedTest() {
        supervisor.startHere(new ProcessName("feed", "node"), (name, self) -> {
            feed = new Feed(self, storage, time, new FeedLimits(POLL, TAIL, 100_000, 1_000, 1));
            return feed;
        });
    }

    @Test
    void it_sleeps_while_nobody_listens() {
        feed.hint(5);
        time.advance(POLL.multipliedBy(10));
        assertEquals(List.of(), storage.calls());
        assertEquals(Optional.empty(), after(5));
        assertEquals(5, feed.head());
    }

    @Test
    void it_wakes_with_the_first_listener_and_tells_what_is_there() {
        FeedListener listener = listenAt(7);
        assertEquals(1, told);
        assertEquals(List.of(), numbers(after(7)));
        feed.remove(listener);
        time.advance(POLL);
        assertEquals(List.of(), storage.calls(), "and sleeps again with the last");
        time.advance(POLL);
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void a_hint_is_read_once_for_all_who_listen() {
        listenAt(7);
        for (int i = 0; i < 49; i++) {
            feed.add(() -> told++);
        }
        time.run();
        told = 0;
        hint(9);
        hint(9);
        answerRead(8, 8, 9);
        assertEquals(50, told);
        for (int i = 0; i < 50; i++) {
            assertEquals(List.of(8L, 9L), numbers(after(7)));
        }
        assertEquals(List.of(9L), numbers(after(8)));
        assertEquals(List.of(), storage.calls(), "memory answers");
    }

    @Test
    void a_lost_hint_costs_a_poll_and_no_event() {
        listenAt(7);
        time.advance(POLL);
        assertEquals("head", answer(9L).request());
        answerRead(8, 8, 9);
        assertEquals(List.of(8L, 9L), numbers(after(7)));
    }

    /** Hole 17: a read that finds nothing must not be repeated at once, and for ever. */
    @Test
    void a_hint_that_is_too_high_is_looked_after_once() {
        listenAt(7);
        hint(9);
        answerRead(8, 8, 7);
        assertEquals(List.of(), storage.calls());
        hint(9);
        answerRead(8, 8, 9);
        assertEquals(List.of(8L, 9L), numbers(after(7)));
    }

    @Test
    void what_was_removed_before_it_was_read_is_passed_over_once_the_head_is_known() {
        listenAt(7);
        hint(9);
        answerRead(8, 8, 7);
        assertEquals(7, ask(7, 10).orElseThrow().upTo());
        told = 0;
        time.advance(POLL);
        answer(9L);
        answerRead(8, 8, 7);
        assertEquals(9, ask(7, 10).orElseThrow().upTo());
        assertEquals(1, told);
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void a_hint_that_is_much_too_high_is_not_believed() {
        listenAt(7);
        hint(1_000_000);
        assertEquals("head", answer(8L).request());
        answerRead(8, 8, 8);
        assertEquals(List.of(8L), numbers(after(7)));
        assertEquals(List.of(), storage.calls());
        assertEquals(8, feed.head());
    }

    @Test
    void when_too_much_has_come_it_skips_and_those_who_are_behind_read_the_storage() {
        listenAt(7);
        told = 0;
        hint(7 + TAIL + 1);
        answer(7L + TAIL + 1);
        assertEquals(1, told);
        assertEquals(Optional.empty(), after(7));
        assertEquals(List.of(), numbers(after(7 + TAIL + 1)));
    }

    @Test
    void who_is_further_behind_than_memory_goes_reads_the_storage() {
        listenAt(0);
        hint(TAIL);
        answerRead(1, 1, TAIL);
        hint(TAIL + 2);
        answerRead(TAIL + 1, TAIL + 1, TAIL + 2);
        assertEquals(Optional.empty(), after(1));
        assertEquals(TAIL, numbers(after(2)).size());
        assertEquals(Optional.empty(), after(TAIL + 3), "what is ahead is not known either");
    }

    @Test
    void a_read_that_fails_is_tried_again() {
        listenAt(7);
        hint(8);
        fail();
        time.advance(POLL);
        answer(8L);
        answerRead(8, 8, 8);
        assertEquals(List.of(8L), numbers(after(7)));
    }

    @Test
    void a_head_that_cannot_be_read_is_asked_for_again() {
        feed.add(() -> told++);
        time.run();
        fail();
        time.advance(POLL);
        answer(7L);
        assertEquals(List.of(), numbers(after(7)));
    }

    @Test
    void a_page_that_is_not_all_is_followed_by_the_next() {
        listenAt(0);
        hint(5);
        answerRead(1, 1, 3);
        answerRead(4, 4, 5);
        assertEquals(5, numbers(after(0)).size());
    }

    @Test
    void a_limit_cuts_the_answer_and_says_so() {
        listenAt(0);
        hint(5);
        answerRead(1, 1, 5);
        FeedAnswer answer = ask(1, 2).orElseThrow();
        assertEquals(3, answer.upTo());
        assertEquals(5, ask(1, 10).orElseThrow().upTo());
    }

    @Test
    void a_listener_that_comes_before_it_has_fallen_asleep_misses_nothing_that_was_hinted_meanwhile() {
        FeedListener first = listenAt(7);
        feed.remove(first);
        hint(8);
        feed.add(() -> told++);
        time.run();
        answerRead(8, 8, 8);
        assertEquals(List.of(8L), numbers(after(7)));
    }

    @Test
    void a_store_that_went_back_is_followed_back() {
        listenAt(7);
        time.advance(POLL);
        answer(3L);
        assertEquals(Optional.empty(), after(7));
        hint(4);
        answerRead(4, 4, 4);
        assertEquals(List.of(4L), numbers(after(3)));
    }

    @Test
    void a_page_that_comes_after_the_store_went_back_is_not_kept() {
        listenAt(7);
        hint(8);
        HeldStorage.Call late = storage.call();
        time.advance(POLL);
        answer(3L);
        late.answer().complete(Events.range(8, 8));
        time.run();
        assertEquals(Optional.empty(), after(8));
        assertEquals(List.of(), numbers(after(3)));
    }

    @Test
    void a_head_that_was_asked_for_before_the_store_went_back_says_nothing_of_what_is_stored_now() {
        listenAt(7);
        time.advance(POLL);
        HeldStorage.Call late = storage.call();
        feed.restart();
        answer(3L);
        late.answer().complete(7L);
        time.run();
        answerRead(4, 4, 3);
        assertEquals(3, ask(3, 10).orElseThrow().upTo());
        hint(4);
        answerRead(4, 4, 4);
        assertEquals(List.of(4L), numbers(after(3)));
    }

    private FeedListener listenAt(long head) {
        FeedListener listener = () -> told++;
        feed.add(listener);
        time.run();
        answer(head);
        return listener;
    }

    private void hint(long head) {
        feed.hint(head);
        time.run();
    }

    private HeldStorage.Call answer(Object answer) {
        HeldStorage.Call call = storage.call();
        call.answer().complete(answer);
        time.run();
        return call;
    }

    private void fail() {
        storage.call().answer().completeExceptionally(new StorageUnavailableException("away", null));
        time.run();
    }

    private void answerRead(long expectedFrom, long from, long to) {
        ReadRequest request = (ReadRequest) answer(Events.range(from, to)).request();
        assertEquals(StreamId.ALL, request.stream());
        assertEquals(expectedFrom, request.from());
    }

    private Optional<FeedAnswer> after(long position) {
        return ask(position, 1_000);
    }

    private Optional<FeedAnswer> ask(long position, int limit) {
        CompletableFuture<Optional<FeedAnswer>> answer =
                feed.readers().after(new Turns.Turn(), 0, position, limit).toCompletableFuture();
        time.run();
        assertTrue(answer.isDone());
        return answer.join();
    }

    private static List<Long> numbers(Optional<FeedAnswer> answer) {
        return answer.orElseThrow().events().stream().map(StoredEvent::position).toList();
    }
}
