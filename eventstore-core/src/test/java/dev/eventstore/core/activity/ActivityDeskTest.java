package dev.eventstore.core.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.ManualTime;
import dev.eventstore.core.wire.ActivityMessages;
import dev.eventstore.core.wire.ActivityMessages.Describe;
import dev.eventstore.core.wire.ActivityMessages.Described;
import dev.eventstore.core.wire.ActivityMessages.Running;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ActivityDeskTest {

    private static final ProcessName MAILER = name("mailer");
    private static final ProcessName AUDIT = name("audit");

    private final ManualTime time = new ManualTime();
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(10), 10, 10), new Supervisor.Listener() {
                @Override
                public void started(ProcessName started) {}

                @Override
                public void stopped(ProcessName stopped, String why) {}
            });
    private final ActivityDesk desk = new ActivityDesk(time);
    private final Turns mailer = new Turns();
    private final Turns audit = new Turns();

    ActivityDeskTest() {
        supervisor.startHere(ActivityMessages.desk(), (name, self) -> desk);
        desk.enter(MAILER, mailer, () -> running(MAILER));
        desk.enter(AUDIT, audit, () -> running(AUDIT));
    }

    @Test
    void those_that_were_entered_tell_in_their_own_turns_and_of_the_others_nothing_is_said() {
        CompletableFuture<Message> asked = ask(MAILER, name("unknown"), AUDIT);
        mailer.take();
        assertFalse(asked.isDone());
        audit.take();
        assertEquals(new Described(List.of(running(MAILER), running(AUDIT)), List.of()), asked.join());
        assertEquals(new Described(List.of(), List.of()), ask(name("unknown")).join());
    }

    @Test
    void one_that_is_busy_for_half_of_the_time_is_named_and_holds_up_nothing_more() {
        CompletableFuture<Message> asked = ask(MAILER, AUDIT);
        mailer.take();
        time.advance(Duration.ofMillis(499));
        assertFalse(asked.isDone());
        time.advance(Duration.ofMillis(1));
        assertEquals(new Described(List.of(running(MAILER)), List.of(AUDIT)), asked.join());
    }

    @Test
    void questions_do_not_pile_up_before_one_that_is_busy() {
        CompletableFuture<Message> first = ask(AUDIT);
        CompletableFuture<Message> second = ask(AUDIT);
        assertEquals(1, audit.size());
        audit.take();
        assertEquals(first.join(), second.join());
        ask(AUDIT);
        assertEquals(1, audit.size());
    }

    @Test
    void one_that_has_left_or_leaves_meanwhile_is_not_waited_for() {
        CompletableFuture<Message> asked = ask(AUDIT, MAILER);
        mailer.take();
        desk.leave(AUDIT, audit);
        assertEquals(new Described(List.of(running(MAILER)), List.of()), asked.join());
        assertEquals(new Described(List.of(), List.of()), ask(AUDIT).join());
    }

    @Test
    void one_that_leaves_late_does_not_strike_out_the_next_of_its_name() {
        Turns next = new Turns();
        desk.enter(AUDIT, next, () -> running(AUDIT));
        desk.leave(AUDIT, audit);
        CompletableFuture<Message> asked = ask(AUDIT);
        next.take();
        assertEquals(new Described(List.of(running(AUDIT)), List.of()), asked.join());
    }

    @Test
    void what_it_does_not_understand_it_says() {
        CompletableFuture<Message> asked = send(new Message.Done());
        assertInstanceOf(
                NotSupportedException.class,
                asked.handle((done, failure) -> failure).join());
    }

    private CompletableFuture<Message> ask(ProcessName... names) {
        return send(new Describe(List.of(names)));
    }

    private CompletableFuture<Message> send(Message message) {
        CompletableFuture<Message> asked = supervisor
                .askRunning(ActivityMessages.desk(), message, Deadline.after(time, Duration.ofSeconds(1)))
                .toCompletableFuture();
        time.run();
        return asked;
    }

    private static ProcessName name(String subscription) {
        return ProcessName.subscription(StreamId.ALL, SubscriptionName.of(subscription));
    }

    private static Running running(ProcessName name) {
        return new Running(name, SubscriptionState.SUBSCRIBED, List.of(new NodeId("n", new UUID(1, 2))), 3);
    }

    /** A mailbox whose turns are taken when the test says so. */
    private static final class Turns implements Process.Self {

        private final Deque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void run(Runnable step) {
            waiting.add(step);
        }

        @Override
        public void fail(Throwable cause) {
            throw new AssertionError(cause);
        }

        int size() {
            return waiting.size();
        }

        void take() {
            waiting.remove().run();
        }
    }
}
