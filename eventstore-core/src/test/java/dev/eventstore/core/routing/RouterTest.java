package dev.eventstore.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final OverloadedException FULL = new OverloadedException("some.limit", 1);

    private final RoutingStage stage = new RoutingStage();

    @Test
    void a_repeated_ask_that_is_refused_does_not_say_that_nothing_was_done_while_the_first_is_unanswered() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.time.advance(Duration.ofMillis(1_200));
        assertEquals(2, stage.requests.size());
        stage.failed(1, FULL);
        assertInstanceOf(
                AskOutcomeUnknownException.class, failure(ask), "the first may wait in the mailbox that is full");
    }

    @Test
    void what_may_be_handled_once_only_is_sent_again_as_the_same_request_since_bytes_may_be_lost() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(false, LONG);
        stage.time.advance(Duration.ofMillis(1_200));
        assertEquals(2, stage.requests.size());
        assertEquals(stage.requests.get(0).id(), stage.requests.get(1).id(), "the other node knows whether it came");
        assertEquals(List.of(RoutingStage.OTHER, RoutingStage.OTHER), stage.receivers);
        stage.time.advance(Duration.ofMillis(1_200));
        assertEquals(2, stage.requests.size(), "each time after twice the time");
        stage.time.advance(Duration.ofMillis(1_200));
        assertEquals(3, stage.requests.size());
        stage.notHandled(2);
        stage.time.advance(Duration.ofMillis(1_200));
        assertNotEquals(stage.requests.get(0).id(), stage.requests.get(3).id(), "it is asked anew");
        assertFalse(ask.isDone());
    }

    @Test
    void an_only_ask_that_is_refused_says_that_nothing_was_done() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.failed(0, FULL);
        assertInstanceOf(OverloadedException.class, failure(ask));
    }

    @Test
    void a_refusal_of_every_request_says_that_nothing_was_done() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.time.advance(Duration.ofMillis(1_200));
        stage.failed(0, FULL);
        stage.failed(1, FULL);
        assertInstanceOf(OverloadedException.class, failure(ask));
    }

    @Test
    void a_refusal_that_comes_twice_counts_once() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, Duration.ofSeconds(2));
        stage.time.advance(Duration.ofMillis(1_200));
        stage.notHandled(1);
        stage.notHandled(1);
        stage.time.advance(Duration.ofSeconds(2));
        assertInstanceOf(AskOutcomeUnknownException.class, failure(ask), "of the first nobody said anything");
    }

    @Test
    void a_storage_that_is_away_at_the_second_owner_says_nothing_of_what_the_first_one_did() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.ownedHere(2);
        stage.asked.get(0).completeExceptionally(new StorageUnavailableException("away", null));
        assertInstanceOf(AskOutcomeUnknownException.class, failure(ask));
    }

    @Test
    void a_late_failure_of_an_earlier_owner_does_not_end_an_ask_that_is_handled_here() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.ownedHere(2);
        stage.failed(0, FULL);
        assertFalse(ask.isDone());
        stage.asked.get(0).complete(new Message.Done());
        assertEquals(new Message.Done(), ask.join());
    }

    @Test
    void an_ask_that_is_handled_here_does_not_depend_on_who_was_asked_before() {
        stage.ownedThere(1);
        CompletableFuture<Message> once = stage.ask(false, LONG);
        CompletableFuture<Message> again = stage.ask(true, LONG);
        stage.notHandled(0);
        stage.notHandled(1);
        stage.ownedHere(2);
        assertEquals(2, stage.asked.size());
        stage.gone();
        stage.time.advance(Duration.ofSeconds(5));
        assertFalse(once.isDone());
        assertEquals(2, stage.asked.size(), "each is handled here once");
        stage.asked.forEach(asked -> asked.complete(new Message.Done()));
        assertEquals(new Message.Done(), once.join());
        assertEquals(new Message.Done(), again.join());
    }

    @Test
    void a_process_of_this_node_that_never_answers_keeps_nobody_long_after_the_deadline_by_which_it_may_say_why() {
        stage.ownedHere(1);
        CompletableFuture<Message> ask = stage.ask(true, Duration.ofSeconds(2));
        CompletableFuture<Message> direct = stage.router
                .askAt(
                        RoutingStage.SELF,
                        RoutingStage.NAME,
                        new Message.Done(),
                        Deadline.after(stage.time, Duration.ofSeconds(2)))
                .toCompletableFuture();
        stage.time.advance(Duration.ofMillis(2_400));
        assertFalse(ask.isDone() || direct.isDone());
        stage.time.advance(Duration.ofMillis(300));
        assertTrue(ask.isDone() && direct.isDone());
        assertInstanceOf(AskOutcomeUnknownException.class, failure(ask), "it may have been handled");
        assertInstanceOf(AskOutcomeUnknownException.class, failure(direct), "it may have been handled");
        assertEquals(1, stage.asked.size(), "it is asked once");
        assertEquals(1, stage.worked.size(), "it is asked once");
    }

    @Test
    void what_a_process_of_this_node_that_is_asked_alone_says_is_told_as_it_is() {
        CompletableFuture<Message> direct = stage.router
                .askAt(RoutingStage.SELF, RoutingStage.NAME, new Message.Done(), Deadline.after(stage.time, LONG))
                .toCompletableFuture();
        stage.worked.get(0).completeExceptionally(new NotHandledException(RoutingStage.NAME));
        assertInstanceOf(NotHandledException.class, failure(direct));
    }

    @Test
    void what_is_asked_of_one_node_is_asked_of_no_other_whatever_that_says() {
        stage.ownedThere(1);
        Message message = new UserAsk("Type", new byte[0], true);
        CompletableFuture<Message> refused = stage.router
                .askAt(RoutingStage.OTHER, RoutingStage.NAME, message, Deadline.after(stage.time, LONG))
                .toCompletableFuture();
        CompletableFuture<Message> lost = stage.router
                .askAt(RoutingStage.OTHER, RoutingStage.NAME, message, Deadline.after(stage.time, LONG))
                .toCompletableFuture();
        stage.notHandled(0);
        stage.failed(1, new AskOutcomeUnknownException(RoutingStage.NAME));
        stage.ownedHere(2);
        assertTrue(refused.isDone() && lost.isDone());
        assertInstanceOf(NotHandledException.class, failure(refused));
        assertInstanceOf(AskOutcomeUnknownException.class, failure(lost));
        assertEquals(2, stage.requests.size());
        assertEquals(0, stage.asked.size());
    }

    @Test
    void an_ask_that_is_refused_again_and_again_waits_for_one_view_only_once() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(false, Duration.ofSeconds(20));
        for (int request = 0; request < 10; request++) {
            stage.notHandled(request);
            stage.time.advance(Duration.ofMillis(1_200));
        }
        assertEquals(11, stage.requests.size());
        assertEquals(1, stage.waiting.size());
        stage.notHandled(10);
        stage.ownedHere(2);
        stage.asked.get(0).complete(new Message.Done());
        assertEquals(new Message.Done(), ask.join());
    }

    @Test
    void asks_that_wait_for_a_view_are_asked_again_when_it_is_entered() {
        stage.ownedThere(1);
        CompletableFuture<Message> first = stage.ask(false, LONG);
        CompletableFuture<Message> second = stage.ask(false, LONG);
        stage.notHandled(0);
        stage.notHandled(1);
        stage.ownedHere(2);
        stage.asked.forEach(asked -> asked.complete(new Message.Done()));
        assertEquals(new Message.Done(), first.join());
        assertEquals(new Message.Done(), second.join());
    }

    @Test
    void an_append_that_comes_too_early_is_not_refused_while_a_try_of_it_may_come_in_time() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.time.advance(Duration.ofMillis(1_200));
        stage.failed(1, wrong(4, 3));
        assertInstanceOf(AskOutcomeUnknownException.class, failure(ask), "the first waits behind what makes version 4");
    }

    @Test
    void an_append_that_comes_too_early_is_refused_when_no_other_try_of_it_is_under_way() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.time.advance(Duration.ofMillis(1_200));
        stage.failed(0, wrong(4, 3));
        stage.failed(1, wrong(4, 3));
        assertInstanceOf(WrongExpectedVersionException.class, failure(ask));
    }

    @Test
    void an_append_that_comes_too_late_is_refused_whatever_is_under_way() {
        stage.ownedThere(1);
        CompletableFuture<Message> ask = stage.ask(true, LONG);
        stage.time.advance(Duration.ofMillis(1_200));
        stage.failed(1, wrong(4, 5));
        assertInstanceOf(WrongExpectedVersionException.class, failure(ask));
    }

    private static WrongExpectedVersionException wrong(long expected, long actual) {
        return new WrongExpectedVersionException(StreamId.of("order"), ExpectedVersion.exactly(expected), actual);
    }

    private static Throwable failure(CompletableFuture<Message> ask) {
        return assertThrows(CompletionException.class, ask::join).getCause();
    }
}
