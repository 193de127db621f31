package dev.eventstore.core.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SupervisorTest {

    private static final ProcessName ONE = new ProcessName("test", "one");
    private static final ProcessName TWO = new ProcessName("test", "two");

    private final ManualTime time = new ManualTime();
    private final List<String> log = new ArrayList<>();
    private final List<RecordingProcess> started = new ArrayList<>();
    private final Supervisor supervisor = new Supervisor(
            time, time, new Supervisor.Limits(Duration.ofSeconds(60), 2, 100), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {
                    log.add("started " + name);
                }

                @Override
                public void stopped(ProcessName name, String why) {
                    log.add("stopped " + name + ": " + why);
                }
            });

    SupervisorTest() {
        supervisor.register("test", (name, self) -> start());
    }

    @Test
    void the_first_ask_starts_a_process_and_the_next_find_it() {
        assertTrue(asked(ONE).isDone());
        assertTrue(asked(ONE).isDone());
        assertTrue(asked(TWO).isDone());
        assertEquals(List.of("started test:one", "started test:two"), log);
        assertEquals(List.of(ONE, TWO), supervisor.running());
    }

    @Test
    void an_idle_process_stops_after_its_time_and_starts_again_when_asked() {
        asked(ONE);
        time.advance(Duration.ofSeconds(59));
        assertEquals(List.of(ONE), supervisor.running());
        time.advance(Duration.ofSeconds(3));
        assertEquals(List.of(), supervisor.running());
        assertTrue(asked(ONE).isDone());
        assertEquals(List.of("started test:one", "stopped test:one: idle", "started test:one"), log);
    }

    @Test
    void a_process_that_is_not_idle_is_left_alone() {
        asked(ONE);
        started.get(0).idle = false;
        time.advance(Duration.ofMinutes(10));
        assertEquals(List.of(ONE), supervisor.running());
    }

    @Test
    void a_crowd_of_processes_is_stopped_after_a_second_without_messages() {
        for (int i = 0; i < 5; i++) {
            asked(new ProcessName("test", "crowd " + i));
        }
        time.advance(Duration.ofSeconds(3));
        assertEquals(0, supervisor.running().size());
    }

    @Test
    void a_failing_process_is_started_anew_by_the_next_message() {
        asked(ONE);
        started.get(0).turn = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        CompletableFuture<Message> failing = asked(ONE);
        Throwable failure =
                assertThrows(CompletionException.class, failing::join).getCause();
        assertInstanceOf(ProcessFailedException.class, failure);
        assertTrue(asked(ONE).join() instanceof Message.Done);
        assertEquals(2, started.size());
    }

    @Test
    void a_process_that_cannot_be_made_fails_its_asker_and_nobody_else() {
        supervisor.register("broken", (name, self) -> {
            throw new IllegalStateException("cannot be made");
        });
        ProcessName broken = new ProcessName("broken", "one");
        assertRefused(ProcessFailedException.class, asked(broken));
        supervisor.keepOnly(name -> false, Duration.ofSeconds(1));
        supervisor.resume(new HandedOff(broken, new byte[0]));
        supervisor.resume(new HandedOff(ONE, new byte[0]));
        supervisor.keepOnly(name -> true, Duration.ofSeconds(1));
        time.run();
        assertEquals(List.of(ONE), supervisor.running());
    }

    @Test
    void an_ask_that_came_while_its_process_stopped_is_handled_by_the_next() {
        asked(ONE);
        RecordingProcess first = started.get(0);
        first.ended = new CompletableFuture<>();
        supervisor.stop(ONE, "test");
        time.run();
        CompletableFuture<Message> between = asked(ONE);
        assertFalse(between.isDone());
        first.ended.complete(null);
        time.run();
        assertTrue(between.isDone());
        assertEquals(2, started.size());
    }

    @Test
    void a_name_of_an_unknown_type_is_refused() {
        assertRefused(NotSupportedException.class, asked(new ProcessName("unheard", "of")));
    }

    @Test
    void asking_a_running_process_never_starts_one() {
        CompletableFuture<Message> refused =
                supervisor.askRunning(ONE, new Note("hello"), soon()).toCompletableFuture();
        assertRefused(NotSupportedException.class, refused);
        supervisor.startHere(new ProcessName("own", "one"), (name, self) -> start());
        CompletableFuture<Message> answered = supervisor
                .askRunning(new ProcessName("own", "one"), new Note("hello"), soon())
                .toCompletableFuture();
        time.run();
        assertTrue(answered.join() instanceof Message.Done);
        assertEquals(List.of(), supervisor.running(), "what belongs to the node was not placed here by its name");
    }

    @Test
    void what_waits_for_a_process_of_the_node_when_it_stops_is_refused() {
        ProcessName own = new ProcessName("own", "one");
        supervisor.startHere(own, (name, self) -> start());
        started.get(0).ended = new CompletableFuture<>();
        supervisor.stop(own, "test");
        time.run();
        CompletableFuture<Message> waiting =
                supervisor.askRunning(own, new Note("hello"), soon()).toCompletableFuture();
        started.get(0).ended.complete(null);
        assertRefused(NotSupportedException.class, waiting);
    }

    @Test
    void stopping_all_ends_every_process_after_its_turn_and_refuses_what_comes_later() {
        supervisor.startHere(new ProcessName("own", "one"), (name, self) -> start());
        asked(ONE);
        RecordingProcess one = started.get(1);
        one.turn = new CompletableFuture<>();
        CompletableFuture<Message> underWay = asked(ONE);
        CompletableFuture<Message> waiting = asked(ONE);
        CompletableFuture<Void> stopped = supervisor.stopAll().toCompletableFuture();
        time.run();
        assertFalse(stopped.isDone());
        one.turn.complete(null);
        time.run();
        assertTrue(stopped.isDone());
        assertTrue(started.stream().allMatch(each -> each.stopped));
        assertTrue(underWay.join() instanceof Message.Done);
        assertRefused(StoreClosedException.class, waiting);
        assertRefused(StoreClosedException.class, asked(TWO));
        assertEquals(0, time.timers(), "no timer is left");
    }

    @Test
    void a_process_of_the_node_that_starts_too_late_is_stopped() {
        supervisor.stopAll();
        supervisor.startHere(new ProcessName("own", "late"), (name, self) -> start());
        time.run();
        assertTrue(started.get(0).stopped);
    }

    @Test
    void a_process_that_starts_while_all_are_stopped_is_stopped_and_its_asker_refused() {
        supervisor.register("slow", (name, self) -> {
            supervisor.stopAll();
            return start();
        });
        CompletableFuture<Message> refused = asked(new ProcessName("slow", "one"));
        assertTrue(started.get(0).stopped);
        assertRefused(StoreClosedException.class, refused);
    }

    private RecordingProcess start() {
        RecordingProcess process = new RecordingProcess();
        started.add(process);
        return process;
    }

    private CompletableFuture<Message> asked(ProcessName name) {
        CompletableFuture<Message> answer = supervisor
                .ask(name, new Note("hello"), OptionalLong.empty(), soon())
                .toCompletableFuture();
        time.run();
        return answer;
    }

    private Deadline soon() {
        return Deadline.after(time, Duration.ofSeconds(10));
    }

    private static void assertRefused(Class<? extends Throwable> kind, CompletableFuture<Message> answer) {
        assertTrue(answer.isDone());
        assertInstanceOf(
                kind, assertThrows(CompletionException.class, answer::join).getCause());
    }
}
