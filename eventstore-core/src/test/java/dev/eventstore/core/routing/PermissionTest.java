package dev.eventstore.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.wire.ForwardMessages.MayAppend;
import dev.eventstore.core.wire.ForwardMessages.Permitted;
import dev.eventstore.core.wire.StreamMessages.Append;
import dev.eventstore.core.wire.StreamMessages.Appended;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** An append to a stream of another node: that node is asked for leave, and this one writes. */
class PermissionTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Append APPEND = new Append(-1, List.of(Events.fresh(1)), 42);

    private final RoutingStage stage = new RoutingStage();

    @Test
    void only_leave_is_asked_for_and_what_was_let_is_done_here_once() {
        CompletableFuture<Message> ask = asked();
        assertEquals(
                new MayAppend(Events.fresh(1).id()),
                stage.codec.decode(stage.requests.get(0).message()));
        stage.permitted(0, 1);
        stage.permitted(0, 1);
        Message wanted = new Permitted(RoutingStage.NAME.key(), RoutingStage.OTHER, 1, APPEND);
        assertEquals(List.of(wanted), stage.work);
        assertFalse(ask.isDone());
        stage.worked.get(0).complete(new Appended(1, 1, 1));
        assertEquals(new Appended(1, 1, 1), ask.join());
    }

    @Test
    void leave_that_comes_late_is_not_used_beside_that_of_the_request_that_is_under_way() {
        CompletableFuture<Message> ask = asked();
        stage.time.advance(Duration.ofMillis(1_200));
        stage.permitted(0, 1);
        assertEquals(List.of(), stage.work);
        stage.permitted(1, 1);
        stage.time.advance(Duration.ofSeconds(3));
        assertEquals(1, stage.work.size());
        assertEquals(2, stage.requests.size(), "while it is done here nobody is asked again");
        stage.worked.get(0).complete(new Appended(1, 1, 1));
        assertEquals(new Appended(1, 1, 1), ask.join());
    }

    @Test
    void what_the_storage_refuses_since_the_stream_has_moved_is_asked_of_its_next_owner() {
        CompletableFuture<Message> ask = asked();
        stage.permitted(0, 1);
        stage.worked.get(0).completeExceptionally(new SupersededException(1, 2));
        assertFalse(ask.isDone());
        stage.ownedHere(2);
        stage.asked.get(0).complete(new Appended(1, 1, 1));
        assertEquals(new Appended(1, 1, 1), ask.join());
    }

    @Test
    void what_is_refused_here_was_not_done_by_whoever_gave_leave() {
        CompletableFuture<Message> ask = asked();
        stage.permitted(0, 1);
        stage.worked.get(0).completeExceptionally(new OverloadedException("some.limit", 1));
        assertInstanceOf(OverloadedException.class, failure(ask));
    }

    @Test
    void an_append_whose_outcome_is_unknown_here_is_asked_for_again() {
        CompletableFuture<Message> ask = asked();
        stage.permitted(0, 1);
        stage.worked.get(0).completeExceptionally(new AppendOutcomeUnknownException(StreamId.of("one"), null));
        stage.time.advance(Duration.ofMillis(1_200));
        assertEquals(2, stage.requests.size());
        stage.failed(1, new OverloadedException("some.limit", 1));
        assertInstanceOf(AskOutcomeUnknownException.class, failure(ask));
    }

    private CompletableFuture<Message> asked() {
        stage.ownedThere(1);
        return stage.append(APPEND, LONG);
    }

    private static Throwable failure(CompletableFuture<Message> ask) {
        return assertThrows(CompletionException.class, ask::join).getCause();
    }
}
