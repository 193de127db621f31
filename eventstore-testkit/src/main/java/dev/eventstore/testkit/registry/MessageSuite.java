package dev.eventstore.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.registry.RegistryFixture.Copies;
import dev.eventstore.testkit.registry.SuiteMessages.Add;
import dev.eventstore.testkit.registry.SuiteMessages.Crash;
import dev.eventstore.testkit.registry.SuiteMessages.Echo;
import dev.eventstore.testkit.registry.SuiteMessages.Refuse;
import org.junit.jupiter.api.Test;

/** Messages, answers and failures on their way to a process and back. Called by JUnit only. */
public abstract class MessageSuite extends RegistrySuite {

    private static final ProcessName NAME = counter("one");

    /** For subclasses. */
    protected MessageSuite() {}

    @Test
    public void a_message_arrives_as_it_was_sent_and_so_does_the_answer() {
        for (RegistryNode from : nodes()) {
            for (boolean urgent : new boolean[] {false, true}) {
                Echo sent = new Echo("Grüße aus " + from.self() + " 🎉", urgent);
                Message answer = ask(from, NAME, sent);
                Message arrived =
                        home(NAME).received().get(home(NAME).received().size() - 1);
                assertEquals(sent, answer);
                assertEquals(sent, arrived);
            }
        }
    }

    @Test
    public void a_message_is_written_and_read_where_the_registry_says_so() {
        RegistryNode home = node();
        ProcessName attachment = new ProcessName("attachment", "a1");
        home.startHere(attachment);
        for (RegistryNode from : nodes()) {
            Echo sent = new Echo("from " + from.self(), false);
            Message answer = Await.result(from.askAt(home.self(), attachment, sent));
            Message arrived = home.received().get(home.received().size() - 1);
            assertEquals(sent, answer);
            if (copies(from == home)) {
                assertNotSame(sent, arrived);
                assertNotSame(arrived, answer);
            } else {
                assertSame(sent, arrived);
                assertSame(arrived, answer);
            }
        }
    }

    @Test
    public void a_message_that_cannot_be_written_is_refused_where_messages_are_written() {
        record Stranger() implements Message {}
        RegistryNode home = owner(NAME);
        int answered = 0;
        for (RegistryNode from : nodes()) {
            if (copies(from == home)) {
                Await.failure(SerializationException.class, from.ask(NAME, new Stranger()));
            } else {
                assertEquals(new Stranger(), ask(from, NAME, new Stranger()));
                answered++;
            }
        }
        assertEquals(answered, home.received().size());
        assertEquals(1, add(node(), NAME, 1).amount());
    }

    @Test
    public void a_failure_arrives_with_its_facts_and_the_process_goes_on() {
        for (RegistryNode from : nodes()) {
            add(from, NAME, 1);
            var failure = Await.failure(WrongExpectedVersionException.class, from.ask(NAME, new Refuse("order", 17)));
            assertEquals(StreamId.of("order"), failure.stream());
            assertEquals(17, failure.actual());
        }
        assertEquals(nodes().size() + 1, add(node(), NAME, 1).amount());
        assertEquals(1, starts(NAME));
    }

    @Test
    public void a_process_that_fails_answers_so_and_starts_anew_at_the_next_message() {
        assertEquals(5, add(node(), NAME, 5).amount());
        Await.failure(StorageUnavailableException.class, node().ask(NAME, new Crash(true)));
        assertEquals(2, add(node(), NAME, 2).amount(), "its state is gone");
        assertEquals(2, starts(NAME));
    }

    @Test
    public void a_process_that_fails_in_a_way_of_its_own_fails_the_ask_in_a_way_of_ours() {
        add(node(), NAME, 5);
        for (RegistryNode from : nodes()) {
            var failure = Await.failure(ProcessFailedException.class, from.ask(NAME, new Crash(false)));
            assertEquals(NAME, failure.process());
        }
        assertEquals(2, add(node(), NAME, 2).amount());
    }

    @Test
    public void an_ask_past_its_deadline_is_not_handled() {
        add(node(), NAME, 1);
        for (RegistryNode from : nodes()) {
            Deadline passed = new Deadline(System.nanoTime() - 1);
            Await.failure(DeadlineExceededException.class, from.registry().ask(NAME, new Add(100), passed));
        }
        assertEquals(2, add(node(), NAME, 1).amount());
    }

    @Test
    public void a_failure_of_one_process_is_not_felt_by_others() {
        add(node(), NAME, 1);
        ProcessName other = counter("other");
        Await.failure(EventStoreException.class, node().ask(other, new Crash(false)));
        assertEquals(2, add(node(), NAME, 1).amount());
        assertEquals(1, starts(NAME));
    }

    private boolean copies(boolean sameNode) {
        Copies copies = fixture().capabilities().copies();
        return copies == Copies.ALL || copies == Copies.BETWEEN_NODES && !sameNode;
    }
}
