package dev.eventstore.core.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import dev.eventstore.core.wire.ForwardMessages;
import dev.eventstore.core.wire.ForwardMessages.MayAppend;
import dev.eventstore.core.wire.ForwardMessages.Used;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.Appended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StreamProcessTest {

    private static final StreamId STREAM = StreamId.of("order");

    private final ManualTime time = new ManualTime();
    private final HeldStorage storage = new HeldStorage();
    private final List<Long> grown = new ArrayList<>();
    private final Supervisor supervisor = new Supervisor(
            time, time, new Supervisor.Limits(Duration.ofSeconds(60), 10, 1_000), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    private final List<Long> linked = new ArrayList<>();
    private final Permits permits = new Permits(time);
    private RuntimeException failing;
    private long ids;

    StreamProcessTest() {
        supervisor.register(
                "stream",
                (name, self) -> new StreamProcess(
                        STREAM,
                        storage,
                        AppendPath.to(storage),
                        permits,
                        head -> {
                            grown.add(head);
                            if (failing != null) {
                                throw failing;
                            }
                        },
                        linked::add,
                        linked::add));
    }

    /** B2: or else the callers of one stream would commit one after the other. */
    @Test
    void all_appends_that_wait_go_to_the_storage_together_in_their_order() {
        append(ExpectedVersion.any());
        time.run();
        HeldStorage.Call first = storage.call();
        for (int i = 0; i < 64; i++) {
            append(ExpectedVersion.any());
        }
        time.run();
        assertEquals(List.of(), storage.calls(), "while one turn is under way there is no other");
        answer(first, 1);
        List<HeldStorage.Call> together = storage.calls();
        assertEquals(64, together.size());
        assertEquals(
                List.of(Events.fresh(2).id(), Events.fresh(3).id()),
                together.stream()
                        .limit(2)
                        .map(call ->
                                ((AppendRequest) call.request()).events().get(0).id())
                        .toList());
    }

    /** C1: an append that was routed under one epoch must not be written under another. */
    @Test
    void each_append_carries_the_epoch_by_which_it_was_routed() {
        ask(append(ExpectedVersion.any(), 5), OptionalLong.of(5));
        ask(append(ExpectedVersion.any(), 6), OptionalLong.of(7));
        ask(append(ExpectedVersion.any(), 7), OptionalLong.empty());
        time.run();
        assertEquals(
                List.of(OptionalLong.of(5), OptionalLong.of(7), OptionalLong.empty()),
                storage.calls().stream()
                        .map(call -> ((AppendRequest) call.request()).epoch())
                        .toList());
    }

    /** A1: what was true once may be true no more, and what was refused may have been written. */
    @Test
    void it_refuses_nothing_by_what_it_remembers_and_reads_nothing() {
        CompletableFuture<Message> first = append(ExpectedVersion.exactly(4));
        time.run();
        answer(storage.call(), 5);
        assertEquals(new Appended(5, 5, 5), first.join());
        CompletableFuture<Message> again = append(ExpectedVersion.exactly(4));
        time.run();
        HeldStorage.Call asked = storage.call();
        assertEquals(ExpectedVersion.exactly(4), ((AppendRequest) asked.request()).expected());
        asked.answer().completeExceptionally(new WrongExpectedVersionException(STREAM, ExpectedVersion.exactly(4), 5));
        time.run();
        assertInstanceOf(WrongExpectedVersionException.class, failure(again));
    }

    @Test
    void what_the_append_says_reaches_the_storage() {
        append(ExpectedVersion.streamExists());
        time.run();
        AppendRequest request = (AppendRequest) storage.call().request();
        assertEquals(STREAM, request.stream());
        assertEquals(ExpectedVersion.streamExists(), request.expected());
        assertEquals(Instant.parse("1970-01-01T00:00:00.000042Z"), request.createdAt());
        assertEquals(Duration.ofSeconds(10).toNanos(), request.deadline().nanoTime());
    }

    @Test
    void each_append_gets_its_own_outcome_and_the_growth_is_told_once_a_turn() {
        CompletableFuture<Message> refused = append(ExpectedVersion.noStream());
        CompletableFuture<Message> written = append(ExpectedVersion.any());
        time.run();
        List<HeldStorage.Call> calls = storage.calls();
        calls.get(0)
                .answer()
                .completeExceptionally(new WrongExpectedVersionException(STREAM, ExpectedVersion.noStream(), 5));
        assertTrue(refused.isDone());
        assertEquals(List.of(), grown);
        answer(calls.get(1), 9);
        assertEquals(new Appended(9, 9, 9), written.join());
        assertEquals(List.of(9L), grown);
    }

    @Test
    void a_message_that_it_does_not_understand_harms_no_other() {
        CompletableFuture<Message> odd = ask(new Message.Done(), OptionalLong.empty());
        CompletableFuture<Message> empty = ask(new StreamMessages.Append(0, List.of(), 0), OptionalLong.empty());
        CompletableFuture<Message> good = append(ExpectedVersion.any());
        time.run();
        answer(storage.call(), 1);
        assertInstanceOf(NotSupportedException.class, failure(odd));
        assertInstanceOf(IllegalArgumentException.class, failure(empty));
        assertEquals(new Appended(1, 1, 1), good.join());
    }

    @Test
    void whoever_hears_of_the_growth_cannot_stop_the_stream() {
        failing = new IllegalStateException("broken");
        append(ExpectedVersion.any());
        time.run();
        answer(storage.call(), 1);
        CompletableFuture<Message> next = append(ExpectedVersion.any());
        time.run();
        answer(storage.call(), 2);
        assertFalse(next.isCompletedExceptionally());
        assertTrue(next.isDone());
    }

    @Test
    void links_wait_for_what_was_asked_before_them_and_hold_up_what_follows() {
        CompletableFuture<Message> before = append(ExpectedVersion.any());
        CompletableFuture<Message> refused = link(1);
        CompletableFuture<Message> written = link(2);
        CompletableFuture<Message> behind = append(ExpectedVersion.any());
        append(ExpectedVersion.any());
        time.run();
        answer(storage.call(), 1);
        assertTrue(before.isDone());
        storage.call().answer().completeExceptionally(new EventNotFoundException(new UUID(0, 1)));
        time.run();
        assertInstanceOf(EventNotFoundException.class, failure(refused));
        HeldStorage.Call second = storage.call();
        LinkStorage.Request request = (LinkStorage.Request) second.request();
        assertEquals(List.of(new UUID(0, 2)), request.eventIds());
        assertEquals(STREAM, request.stream());
        assertEquals(OptionalLong.of(3), request.epoch());
        assertFalse(written.isDone());
        second.answer().complete(new Linked(new AppendResult(STREAM, 2, 2, 7), 40));
        time.run();
        assertEquals(new Appended(2, 2, 7), written.join());
        assertEquals(List.of(40L), linked);
        assertEquals(List.of(1L), grown, "links are no growth of $all");
        List<HeldStorage.Call> together = storage.calls();
        assertEquals(2, together.size());
        answer(together.get(0), 3);
        assertTrue(behind.isDone());
    }

    @Test
    void what_another_node_may_write_is_a_turn_as_an_append_is() {
        CompletableFuture<Message> permit = ask(new MayAppend(new UUID(0, 1)), OptionalLong.of(3));
        time.run();
        assertEquals(new Message.Permit(3), permit.join());
        append(ExpectedVersion.any());
        time.run();
        assertEquals(List.of(), storage.calls(), "it waits for what was permitted");
        supervisor.startHere(ForwardMessages.permits(), (name, self) -> permits);
        supervisor.askRunning(
                ForwardMessages.permits(),
                new Used(List.of(new UUID(0, 1))),
                Deadline.after(time, Duration.ofSeconds(1)));
        time.run();
        assertEquals(1, storage.calls().size());
    }

    @Test
    void a_node_that_never_says_what_became_of_its_append_holds_a_stream_up_for_a_moment_only() {
        ask(new MayAppend(new UUID(0, 1)), OptionalLong.of(3));
        time.run();
        append(ExpectedVersion.any());
        time.advance(Duration.ofMillis(200));
        assertEquals(List.of(), storage.calls());
        time.advance(Duration.ofMillis(100));
        assertEquals(1, storage.calls().size());
    }

    @Test
    void nothing_is_permitted_where_the_storage_checks_no_epochs() {
        CompletableFuture<Message> permit = ask(new MayAppend(new UUID(0, 1)), OptionalLong.empty());
        time.run();
        assertInstanceOf(NotSupportedException.class, failure(permit));
        append(ExpectedVersion.any());
        time.run();
        assertEquals(1, storage.calls().size());
    }

    private CompletableFuture<Message> link(long id) {
        return ask(new StreamMessages.Link(-1, List.of(new UUID(0, id)), 42), OptionalLong.of(3));
    }

    private CompletableFuture<Message> append(ExpectedVersion expected) {
        return ask(append(expected, ++ids), OptionalLong.empty());
    }

    private static Message append(ExpectedVersion expected, long id) {
        return new StreamMessages.Append(StreamMessages.code(expected), List.of(Events.fresh(id)), 42);
    }

    private CompletableFuture<Message> ask(Message message, OptionalLong epoch) {
        return supervisor
                .ask(ProcessName.stream(STREAM), message, epoch, Deadline.after(time, Duration.ofSeconds(10)))
                .toCompletableFuture();
    }

    private void answer(HeldStorage.Call call, long version) {
        call.answer().complete(new AppendResult(STREAM, version, version, version));
        time.run();
    }

    private static Throwable failure(CompletableFuture<Message> answer) {
        assertTrue(answer.isDone());
        return assertThrows(CompletionException.class, answer::join).getCause();
    }
}
