package dev.eventstore.core.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private static final ProcessName NAME = new ProcessName("test", "one");
    private static final int CAPACITY = 3;

    private final ManualTime time = new ManualTime();
    private final RecordingProcess process = new RecordingProcess();
    private final RecordingOwner owner = new RecordingOwner();
    private final Mailbox mailbox = new Mailbox(NAME, owner, time, time, CAPACITY, (name, self) -> process);

    @Test
    void an_ask_too_many_is_refused_at_once() {
        offerMany(CAPACITY);
        Ask refused = offer("one too many");
        OverloadedException failure = assertInstanceOf(OverloadedException.class, failure(refused));
        assertEquals("eventstore.process.mailbox-capacity", failure.limit());
        assertEquals(CAPACITY, failure.maximum());
        time.run();
        assertEquals(List.of(List.of("0"), List.of("1"), List.of("2")), process.turns);
    }

    @Test
    void a_full_mailbox_has_room_again_when_a_turn_has_taken_an_ask() {
        offerMany(CAPACITY);
        time.runOne();
        Ask taken = offer("taken");
        assertFalse(taken.answer().isDone());
        time.run();
        assertTrue(taken.answer().isDone());
    }

    @Test
    void a_full_mailbox_always_has_room_for_urgent_asks_steps_and_the_stop() {
        process.turn = new CompletableFuture<>();
        offer("open");
        time.run();
        List<Ask> waiting = offerMany(CAPACITY);
        List<String> steps = new ArrayList<>();
        Ask urgent = offer(new Note("urgent", true));
        mailbox.run(() -> steps.add("step"));
        CompletableFuture<Void> stopped = mailbox.stop("test").toCompletableFuture();
        assertFalse(urgent.answer().isDone());
        process.turn.complete(null);
        time.run();
        assertEquals(List.of(List.of("open"), List.of("urgent")), process.turns, "urgent ones go first");
        assertEquals(List.of("step"), steps);
        assertTrue(process.stopped && stopped.isDone(), "the stop goes before the asks that wait");
        assertEquals(waiting, owner.handedBack, "and these are not lost");
    }

    @Test
    void the_next_turn_begins_when_the_stage_of_the_last_has_ended() {
        process.turn = new CompletableFuture<>();
        offerMany(2);
        time.run();
        assertEquals(1, process.turns.size());
        process.turn.complete(null);
        time.run();
        assertEquals(2, process.turns.size());
    }

    @Test
    void a_turn_takes_as_many_waiting_asks_as_the_process_wants() {
        process.turnSize = 2;
        offerMany(3);
        time.run();
        assertEquals(List.of(List.of("0", "1"), List.of("2")), process.turns);
    }

    @Test
    void an_ask_whose_deadline_passed_while_it_waited_is_not_handled() {
        process.turn = new CompletableFuture<>();
        offer("open");
        time.run();
        Ask late = offer("late");
        time.advance(Duration.ofSeconds(11));
        process.turn.complete(null);
        time.run();
        assertInstanceOf(DeadlineExceededException.class, failure(late));
        assertEquals(List.of(List.of("open")), process.turns);
    }

    @Test
    void a_failing_turn_fails_its_askers_and_those_who_wait_and_ends_the_process() {
        process.turn = new CompletableFuture<>();
        Ask handled = offer("handled");
        time.run();
        Ask waiting = offer("waiting");
        process.turn.completeExceptionally(new IllegalStateException("broken"));
        assertEquals(NAME, ((ProcessFailedException) failure(handled)).process());
        assertInstanceOf(ProcessFailedException.class, failure(waiting));
        assertTrue(process.stopped);
        assertEquals(1, owner.ends.size());
        assertTrue(owner.ends.get(0).contains("broken"), owner.ends.get(0));
        Ask later = offer("later");
        assertEquals(List.of(later), owner.handedBack, "what comes later is for a new process");
    }

    @Test
    void a_process_that_throws_ends_like_one_that_fails() {
        mailbox.run(() -> {
            throw new StackOverflowError();
        });
        time.run();
        assertTrue(process.stopped);
        assertEquals(1, owner.ends.size());
    }

    @Test
    void a_process_that_fails_itself_ends() {
        mailbox.fail(new IllegalStateException("broken"));
        time.run();
        assertEquals(1, owner.ends.size());
    }

    @Test
    void it_stops_for_idleness_only_if_nothing_waits_and_the_process_agrees() {
        process.idle = false;
        mailbox.stopIfIdle();
        time.run();
        assertFalse(process.stopped);
        process.idle = true;
        mailbox.stopIfIdle();
        offer("waiting");
        time.run();
        assertFalse(process.stopped);
        mailbox.stopIfIdle();
        time.run();
        assertTrue(process.stopped);
        assertEquals(List.of("idle"), owner.ends);
    }

    @Test
    void looking_for_idleness_again_and_again_while_a_turn_is_open_adds_nothing() {
        process.turn = new CompletableFuture<>();
        offer("open");
        time.run();
        for (int i = 0; i < 100; i++) {
            mailbox.stopIfIdle();
        }
        process.turn.complete(null);
        int turns = 0;
        for (; !owner.ends.contains("idle") && turns < 3; turns++) {
            time.run();
            mailbox.stopIfIdle();
        }
        assertTrue(turns <= 2, "it stopped after " + turns);
        assertFalse(process.turns.size() > 1);
    }

    @Test
    void what_comes_while_it_ends_is_handed_back_once_it_has_ended() {
        process.ended = new CompletableFuture<>();
        CompletableFuture<Void> stopped = mailbox.stop("test").toCompletableFuture();
        time.run();
        Ask between = offer("between");
        assertEquals(List.of(), owner.handedBack);
        assertFalse(stopped.isDone());
        process.ended.complete(null);
        assertTrue(stopped.isDone());
        assertEquals(List.of(between), owner.handedBack);
        assertTrue(mailbox.stop("again").toCompletableFuture().isDone());
    }

    /** Whoever still holds the mailbox would else offer, get it back and offer again until its stack is full. */
    @Test
    void nothing_is_handed_back_before_the_owner_has_forgotten_the_mailbox() {
        owner.duringEnd = () -> offer("during the end");
        mailbox.stop("test");
        time.run();
        assertEquals(List.of("ended", "handed back"), owner.order);
    }

    @Test
    void a_stop_that_fails_is_a_stop() {
        process.ended = CompletableFuture.failedFuture(new IllegalStateException("no"));
        CompletableFuture<Void> stopped = mailbox.stop("test").toCompletableFuture();
        time.run();
        assertTrue(stopped.isDone() && !stopped.isCompletedExceptionally());
    }

    @Test
    void whoever_was_not_answered_when_the_process_ends_is_told_that_the_outcome_is_unknown() {
        process.answers = false;
        Ask stopped = offer("kept until the stop");
        time.run();
        assertFalse(stopped.answer().isDone());
        mailbox.stop("test");
        time.run();
        assertInstanceOf(AskOutcomeUnknownException.class, failure(stopped));
    }

    @Test
    void whoever_was_not_answered_when_the_process_moves_or_is_abandoned_is_told_so_as_well() {
        process.answers = false;
        Ask moved = offer("kept until the move");
        time.run();
        mailbox.move();
        time.run();
        assertInstanceOf(AskOutcomeUnknownException.class, failure(moved));

        Mailbox other = new Mailbox(NAME, owner, time, time, CAPACITY, (name, self) -> process);
        Ask abandoned = ask(new Note("kept until it is abandoned"));
        other.offer(abandoned);
        time.run();
        other.abandon();
        assertInstanceOf(AskOutcomeUnknownException.class, failure(abandoned));
    }

    private List<Ask> offerMany(int count) {
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asks.add(offer("" + i));
        }
        return asks;
    }

    private Ask offer(String text) {
        return offer(new Note(text));
    }

    private Ask offer(Note note) {
        Ask ask = ask(note);
        mailbox.offer(ask);
        return ask;
    }

    private Ask ask(Note note) {
        return new Ask(
                note, OptionalLong.empty(), Deadline.after(time, Duration.ofSeconds(10)), new CompletableFuture<>());
    }

    private static Throwable failure(Ask ask) {
        assertTrue(ask.answer().isDone());
        return assertThrows(CompletionException.class, ask.answer()::join).getCause();
    }

    @Test
    void a_turn_that_begins_just_when_the_process_is_abandoned_handles_nothing() {
        process.turn = new CompletableFuture<>();
        offer("first");
        time.run();
        Ask second = offer("second");
        owner.duringEnd = () -> {
            owner.duringEnd = () -> {};
            process.turn.complete(null);
            time.runOne();
        };
        mailbox.abandon();
        time.run();
        assertEquals(List.of(List.of("first")), process.turns);
        assertTrue(owner.handedBack.contains(second));
    }

    private static final class RecordingOwner implements Mailbox.Owner {

        private final List<String> ends = new ArrayList<>();
        private final List<Ask> handedBack = new ArrayList<>();
        private final List<String> order = new ArrayList<>();
        private Runnable duringEnd = () -> {};

        @Override
        public void ended(Mailbox mailbox, String why) {
            duringEnd.run();
            ends.add(why);
            order.add("ended");
        }

        @Override
        public void redeliver(Mailbox mailbox, Ask ask) {
            handedBack.add(ask);
            order.add("handed back");
        }
    }
}
