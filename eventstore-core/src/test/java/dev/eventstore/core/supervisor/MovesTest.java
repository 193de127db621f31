package dev.eventstore.core.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.support.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Which processes may run on a node, how the others leave it, and how one arrives. */
class MovesTest {

    private static final ProcessName ONE = new ProcessName("test", "one");
    private static final ProcessName TWO = new ProcessName("test", "two");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ManualTime time = new ManualTime();
    private final List<String> stops = new ArrayList<>();
    private final List<RecordingProcess> started = new ArrayList<>();
    private CompletableFuture<Void> firstTurn = CompletableFuture.completedFuture(null);
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(1), 100, 100), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {
                    stops.add(name.key() + " " + why);
                }
            });

    MovesTest() {
        supervisor.register("test", (name, self) -> {
            RecordingProcess process = new RecordingProcess();
            process.turn = firstTurn;
            started.add(process);
            return process;
        });
    }

    @Test
    void processes_that_are_kept_stay_and_serve() {
        asked(ONE);
        asked(TWO);
        assertEquals(List.of(), states(keepOnly(ONE)));
        assertEquals(List.of(ONE), supervisor.running());
        assertInstanceOf(Message.Done.class, asked(ONE).join());
        assertFalse(started.get(0).stopped);
        assertEquals(List.of("two moved"), stops);
    }

    @Test
    void a_process_that_moves_ends_after_its_turn_and_what_waited_is_not_handled() {
        asked(ONE);
        RecordingProcess one = started.get(0);
        one.turn = new CompletableFuture<>();
        CompletableFuture<Message> underWay = asked(ONE, "under way");
        CompletableFuture<Message> waiting = asked(ONE, "waiting");
        CompletableFuture<List<HandedOff>> moved = keepOnly(TWO);
        CompletableFuture<Message> late = asked(ONE, "late");
        assertFalse(moved.isDone());
        assertFalse(one.stopped);
        one.turn.complete(null);
        time.run();
        assertTrue(one.stopped);
        assertTrue(moved.isDone());
        assertInstanceOf(Message.Done.class, underWay.join());
        assertNotHandled(waiting);
        assertNotHandled(late);
        assertEquals(List.of(List.of("hello"), List.of("under way")), one.turns);
        assertEquals(1, started.size());
    }

    @Test
    void no_process_of_a_refused_name_is_started_until_it_may_run_again() {
        keepOnly(TWO);
        assertNotHandled(asked(ONE));
        assertEquals(0, started.size());
        keepOnly(ONE, TWO);
        assertInstanceOf(Message.Done.class, asked(ONE).join());
    }

    @Test
    void a_process_that_does_not_end_in_time_is_abandoned_and_what_it_answers_is_not_passed_on() {
        asked(ONE);
        RecordingProcess one = started.get(0);
        one.turn = new CompletableFuture<>();
        CompletableFuture<Message> underWay = asked(ONE);
        CompletableFuture<Message> waiting = asked(ONE);
        CompletableFuture<List<HandedOff>> moved = keepOnly(TWO);
        time.advance(PATIENCE.minusMillis(1));
        assertFalse(moved.isDone());
        assertFalse(underWay.isDone());
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of(), states(moved));
        AskOutcomeUnknownException unknown = assertInstanceOf(AskOutcomeUnknownException.class, failure(underWay));
        assertEquals(ONE, unknown.process());
        assertNotHandled(waiting);
        assertEquals(List.of(), supervisor.running());
        one.turn.complete(null);
        time.run();
        assertTrue(underWay.isCompletedExceptionally());
        assertTrue(one.stopped, "it is told at the end of its turn, however late");
        assertEquals(List.of("one abandoned"), stops, "and only once");
        assertEquals(2, one.turns.size());
    }

    @Test
    void a_process_that_does_not_hand_off_in_time_is_abandoned_and_its_state_lost() {
        asked(ONE);
        started.get(0).handedOff = new CompletableFuture<>();
        CompletableFuture<List<HandedOff>> moved = keepOnly();
        time.advance(PATIENCE);
        assertEquals(List.of(), states(moved));
        started.get(0).handedOff.complete(Optional.of(bytes("late")));
        time.run();
        assertTrue(started.get(0).stopped);
        assertEquals(List.of("one abandoned"), stops);
    }

    @Test
    void no_timer_is_left_when_all_have_ended_in_time() {
        int before = time.timers();
        asked(ONE);
        keepOnly();
        assertEquals(before, time.timers());
    }

    @Test
    void a_process_that_moves_hands_its_state_on() {
        asked(ONE);
        asked(TWO);
        started.get(0).handedOff = CompletableFuture.completedFuture(Optional.of(bytes("state")));
        assertEquals(List.of("one=state"), states(keepOnly()));
        assertTrue(started.get(0).stopped);
    }

    @Test
    void a_process_that_fails_to_hand_off_ends_without_a_state() {
        asked(ONE);
        started.get(0).handedOff = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        assertEquals(List.of(), states(keepOnly()));
        assertTrue(started.get(0).stopped);
        assertEquals(List.of(), supervisor.running());
    }

    @Test
    void a_process_that_was_handed_over_starts_at_once_and_takes_its_state_before_any_message() {
        firstTurn = new CompletableFuture<>();
        supervisor.resume(new HandedOff(ONE, bytes("state")));
        time.run();
        assertEquals(List.of(ONE), supervisor.running());
        assertEquals(List.of("state"), started.get(0).resumed);
        CompletableFuture<Message> waiting = asked(ONE);
        assertFalse(waiting.isDone());
        firstTurn.complete(null);
        time.run();
        assertInstanceOf(Message.Done.class, waiting.join());
        assertEquals(List.of(List.of("resume"), List.of("hello")), started.get(0).turns);
    }

    @Test
    void a_state_of_no_length_starts_a_process_afresh() {
        supervisor.resume(new HandedOff(ONE, new byte[0]));
        time.run();
        assertEquals(List.of(""), started.get(0).resumed);
    }

    @Test
    void a_process_that_may_not_run_yet_starts_when_it_may_and_only_once() {
        keepOnly(TWO);
        supervisor.resume(new HandedOff(ONE, bytes("state")));
        time.run();
        assertEquals(List.of(), supervisor.running());
        assertNotHandled(asked(ONE));
        assertEquals(List.of(), states(keepOnly(ONE)));
        assertEquals(List.of("state"), started.get(0).resumed);
        supervisor.stop(ONE, "test");
        asked(ONE);
        assertEquals(List.of(), started.get(1).resumed, "the state was taken");
    }

    @Test
    void a_state_whose_process_has_not_begun_is_handed_on_again() {
        keepOnly(TWO);
        supervisor.resume(new HandedOff(ONE, bytes("state")));
        supervisor.resume(new HandedOff(new ProcessName("unheard", "of"), bytes("other")));
        assertEquals(List.of("of=other", "one=state"), states(keepOnly(TWO)));
        assertEquals(List.of(), states(keepOnly(TWO)), "once");
        assertEquals(0, started.size());
    }

    @Test
    void a_state_of_a_type_that_becomes_known_later_waits_for_the_first_message() {
        ProcessName later = new ProcessName("later", "one");
        supervisor.resume(new HandedOff(later, bytes("state")));
        RecordingProcess process = new RecordingProcess();
        supervisor.register("later", (name, self) -> process);
        asked(later);
        assertEquals(List.of("state"), process.resumed);
    }

    @Test
    void a_state_for_a_process_that_runs_is_dropped() {
        asked(ONE);
        supervisor.resume(new HandedOff(ONE, bytes("stale")));
        supervisor.stop(ONE, "test");
        asked(ONE);
        assertEquals(2, started.size());
        started.forEach(each -> assertEquals(List.of(), each.resumed));
    }

    @Test
    void nothing_that_is_handed_over_starts_when_all_were_stopped() {
        supervisor.stopAll();
        supervisor.resume(new HandedOff(ONE, bytes("state")));
        time.run();
        assertEquals(0, started.size());
    }

    private CompletableFuture<List<HandedOff>> keepOnly(ProcessName... kept) {
        CompletableFuture<List<HandedOff>> moved =
                supervisor.keepOnly(List.of(kept)::contains, PATIENCE).toCompletableFuture();
        time.run();
        return moved;
    }

    private CompletableFuture<Message> asked(ProcessName name) {
        return asked(name, "hello");
    }

    private CompletableFuture<Message> asked(ProcessName name, String text) {
        Deadline deadline = Deadline.after(time, Duration.ofSeconds(10));
        CompletableFuture<Message> answer = supervisor
                .ask(name, new Note(text), OptionalLong.empty(), deadline)
                .toCompletableFuture();
        time.run();
        return answer;
    }

    private static List<String> states(CompletableFuture<List<HandedOff>> moved) {
        assertTrue(moved.isDone());
        return moved.join().stream()
                .map(each -> each.name().key() + "=" + new String(each.state(), StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertNotHandled(CompletableFuture<Message> answer) {
        assertInstanceOf(NotHandledException.class, failure(answer));
    }

    private static Throwable failure(CompletableFuture<Message> answer) {
        assertTrue(answer.isDone());
        return assertThrows(CompletionException.class, answer::join).getCause();
    }
}
