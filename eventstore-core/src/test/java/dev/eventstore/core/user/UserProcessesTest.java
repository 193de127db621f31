package dev.eventstore.core.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.Handoff;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.config.ConfigurationLoader;
import dev.eventstore.core.json.JsonSerializerProvider;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.HeldRegistry;
import dev.eventstore.core.support.ManualTime;
import dev.eventstore.core.user.TallyFactory.Add;
import dev.eventstore.core.user.TallyFactory.Failing;
import dev.eventstore.core.user.TallyFactory.Refused;
import dev.eventstore.core.user.TallyFactory.State;
import dev.eventstore.core.user.TallyFactory.Total;
import dev.eventstore.core.user.TallyFactory.Undeclared;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class UserProcessesTest {

    private static final ProcessName ONE = new ProcessName("tally", "one");
    private static final NodeId SELF = new NodeId("self@1", new UUID(1, 2));

    private final ManualTime time = new ManualTime();
    private final Supervisor supervisor = new Supervisor(
            time, time, new Supervisor.Limits(Duration.ofSeconds(60), 100, 100), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });
    private final UserProcesses users = new UserProcesses(
            SELF,
            new HeldRegistry(),
            supervisor,
            new JsonSerializerProvider()
                    .create(ConfigurationLoader.load(
                            Optional.empty(), Map.of(), getClass().getClassLoader())),
            this::callBack);
    private final TallyFactory factory = new TallyFactory();
    private boolean calledBack;

    UserProcessesTest() {
        factory.allowed = () -> calledBack;
        users.register(factory);
    }

    @Test
    void a_process_keeps_its_state_between_messages() {
        assertEquals(3, add(3));
        assertEquals(7, add(4));
        assertEquals(List.of("start one"), factory.log);
    }

    @Test
    void the_users_code_runs_where_callbacks_run_and_one_message_at_a_time() {
        CompletableFuture<Void> answering = new CompletableFuture<>();
        factory.answering = answering;
        CompletableFuture<Message> first = asked(new Add(1));
        CompletableFuture<Message> second = asked(new Add(1));
        assertEquals(1, factory.handled);
        factory.answering = CompletableFuture.completedFuture(null);
        answering.complete(null);
        time.run();
        assertEquals(1, total(first));
        assertEquals(2, total(second));
    }

    @Test
    void the_context_has_name_node_and_the_epoch_of_the_message_that_is_handled() {
        add(1);
        assertEquals(ONE, factory.context.name());
        assertEquals(SELF, factory.context.self());
        assertEquals(OptionalLong.empty(), factory.context.epoch());
        supervisor.ask(ONE, users.write(ONE, new Add(1)), OptionalLong.of(7), soon());
        time.run();
        assertEquals(OptionalLong.of(7), factory.context.epoch());
        assertEquals(0, factory.context.view().epoch());
    }

    @Test
    void a_typed_failure_is_an_answer_and_the_process_goes_on() {
        add(5);
        assertInstanceOf(StorageUnavailableException.class, failure(asked(new Refused(false))));
        assertInstanceOf(StorageUnavailableException.class, failure(asked(new Refused(true))));
        assertEquals(6, add(1));
    }

    @Test
    void a_failure_that_means_not_handled_between_nodes_is_not_taken_for_that_when_the_users_code_meets_it() {
        for (RuntimeException met : List.of(new StoreClosedException("closed"), new SupersededException(7, 8))) {
            factory.answering = CompletableFuture.failedFuture(met);
            var failed = assertInstanceOf(ProcessFailedException.class, failure(asked(new Add(1))));
            assertEquals(met, failed.getCause());
        }
        factory.answering = CompletableFuture.completedFuture(null);
        assertEquals(3, add(1), "the process goes on");
    }

    @Test
    void any_other_failure_stops_the_process_and_the_next_message_starts_it_afresh() {
        for (String how : List.of("throws", "fails", "answers null", "gives no stage")) {
            factory.log.clear();
            add(5);
            var failed = assertInstanceOf(ProcessFailedException.class, failure(asked(new Failing(how))), how);
            assertEquals(ONE, failed.process());
            assertTrue(factory.log.contains("stop one"), how);
            assertEquals(1, add(1), how);
            supervisor.stop(ONE, "test");
            time.run();
        }
    }

    @Test
    void a_process_that_cannot_start_fails_its_asker_and_the_next_message_tries_again() {
        factory.failStart = true;
        assertInstanceOf(ProcessFailedException.class, failure(asked(new Add(1))));
        factory.failStart = false;
        assertEquals(1, add(1));
    }

    @Test
    void what_is_not_declared_is_refused_and_the_refusal_names_what_is_known() {
        String message = assertThrows(NotSupportedException.class, () -> users.write(ONE, new Undeclared()))
                .getMessage();
        assertTrue(message.contains("'tally'") && message.contains(Undeclared.class.getName()), message);
        assertTrue(message.contains(Add.class.getName()), message);
        message = assertThrows(NotSupportedException.class, () -> users.write(new ProcessName("tale", "x"), new Add(1)))
                .getMessage();
        assertTrue(message.contains("'tale'") && message.contains("[tally]"), message);
        Throwable refused = failure(sent(new UserAsk("java.lang.Runtime", new byte[] {'{', '}'}, false)));
        assertInstanceOf(NotSupportedException.class, refused, "by the owner, too: it may know other types");
        assertInstanceOf(NotSupportedException.class, failure(sent(new Message.Done())));
        assertInstanceOf(
                SerializationException.class, failure(sent(new UserAsk(Add.class.getName(), new byte[] {'['}, false))));
        assertEquals(1, add(1));
    }

    @Test
    void only_messages_that_are_declared_idempotent_may_be_asked_again() {
        assertFalse(users.write(ONE, new Add(1)).idempotent());
        assertTrue(users.write(ONE, new TallyFactory.Look()).idempotent());
    }

    @Test
    void an_answer_is_read_as_its_own_class_only() {
        Message answer = asked(new Add(2)).join();
        assertEquals(new Total(2), users.read(ONE, answer, Total.class));
        String message = assertThrows(SerializationException.class, () -> users.read(ONE, answer, State.class))
                .getMessage();
        assertTrue(message.contains(Total.class.getName()) && message.contains(State.class.getName()), message);
        assertThrows(SerializationException.class, () -> users.read(ONE, new Message.Done(), Total.class));
    }

    @Test
    void with_resume_the_state_goes_along_and_the_process_starts_at_once() {
        add(41);
        List<HandedOff> states = move();
        assertEquals(1, states.size());
        assertEquals(List.of("start one", "stop one"), factory.log);
        arrive(states);
        assertEquals(List.of("start one", "stop one", "start one", "resume 41"), factory.log);
        assertEquals(42, add(1));
    }

    @Test
    void with_restart_it_starts_at_once_but_afresh() {
        add(41);
        factory.handoff = total -> Handoff.restart();
        arrive(move());
        assertEquals(List.of("start one", "stop one", "start one"), factory.log);
        assertEquals(1, add(1));
    }

    @Test
    void with_ignore_it_starts_when_it_is_next_asked() {
        add(41);
        factory.handoff = total -> Handoff.ignore();
        List<HandedOff> states = move();
        assertEquals(List.of(), states);
        arrive(states);
        assertEquals(List.of("start one", "stop one"), factory.log);
        assertEquals(1, add(1));
    }

    @Test
    void a_state_that_is_not_declared_is_not_handed_on() {
        add(41);
        factory.handoff = total -> Handoff.resume(new Undeclared());
        assertEquals(List.of(), move());
        assertEquals(List.of(), supervisor.running());
    }

    @Test
    void a_state_that_cannot_be_read_fails_the_process_which_starts_afresh() {
        arrive(List.of(new HandedOff(ONE, new byte[] {'['})));
        assertEquals(List.of(), supervisor.running());
        assertEquals(1, add(1));
    }

    @Test
    void a_state_where_none_is_declared_fails_the_process() {
        factory.state = Optional.empty();
        users.register(factory.named("stateless"));
        arrive(List.of(new HandedOff(new ProcessName("stateless", "one"), new byte[] {'{', '}'})));
        assertEquals(List.of(), supervisor.running());
    }

    @Test
    void a_process_is_never_idle_unless_it_says_so() {
        add(1);
        time.advance(Duration.ofMinutes(10));
        assertEquals(2, add(1));
        factory.idle = true;
        assertEquals(3, add(1));
        time.advance(Duration.ofMinutes(10));
        assertEquals(List.of(), supervisor.running());
        assertTrue(factory.log.contains("stop one"));
    }

    @Test
    void a_factory_that_declares_what_is_not_allowed_is_refused_with_what_to_do() {
        assertRefused("is registered already, by " + TallyFactory.class.getName(), factory);
        assertRefused("it is one of the store's own; give it another name", factory.named("stream"));
        assertRefused("process type must not be blank", factory.named(" "));
        factory.messages = Set.of();
        assertRefused("name the classes of the messages", factory.named("other"));
        factory.messages = Set.of(Record.class);
        assertRefused("it must be the class of a record", factory.named("other"));
        factory.messages = Set.of(Add.class);
        assertRefused("it is none of messages(); add it there", factory.named("other"));
        ConfigurationException refused =
                assertThrows(ConfigurationException.class, () -> users.registerAll(List.of(factory.named("lease"))));
        assertEquals("process factory", refused.key());
        assertEquals(TallyFactory.class.getName(), refused.value());
    }

    /** The executor for callbacks: alone in running the user's code. */
    private void callBack(Runnable callback) {
        time.execute(() -> {
            calledBack = true;
            try {
                callback.run();
            } finally {
                calledBack = false;
            }
        });
    }

    private void assertRefused(String why, TallyFactory refused) {
        String message = assertThrows(IllegalArgumentException.class, () -> users.register(refused))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    /** The process leaves this node, which then may run it again, as another node might. */
    private List<HandedOff> move() {
        CompletableFuture<List<HandedOff>> moved =
                supervisor.keepOnly(name -> false, Duration.ofSeconds(2)).toCompletableFuture();
        time.run();
        supervisor.keepOnly(name -> true, Duration.ofSeconds(2));
        return moved.join();
    }

    private void arrive(List<HandedOff> states) {
        states.forEach(supervisor::resume);
        time.run();
    }

    private int add(int n) {
        return total(asked(new Add(n)));
    }

    private int total(CompletableFuture<Message> answer) {
        return users.read(ONE, answer.join(), Total.class).n();
    }

    private CompletableFuture<Message> asked(Record message) {
        return sent(users.write(ONE, message));
    }

    private CompletableFuture<Message> sent(Message message) {
        CompletableFuture<Message> answer =
                supervisor.ask(ONE, message, OptionalLong.empty(), soon()).toCompletableFuture();
        time.run();
        return answer;
    }

    private Deadline soon() {
        return Deadline.after(time, Duration.ofSeconds(10));
    }

    private static Throwable failure(CompletableFuture<Message> answer) {
        assertTrue(answer.isDone());
        return assertThrows(CompletionException.class, answer::join).getCause();
    }
}
