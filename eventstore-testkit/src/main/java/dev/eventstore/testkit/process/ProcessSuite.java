package dev.eventstore.testkit.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.ProcessFailedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.process.Tallies.Add;
import dev.eventstore.testkit.process.Tallies.Fail;
import dev.eventstore.testkit.process.Tallies.Look;
import dev.eventstore.testkit.process.Tallies.Place;
import dev.eventstore.testkit.process.Tallies.Total;
import dev.eventstore.testkit.process.Tallies.Wait;
import dev.eventstore.testkit.process.Tallies.Where;
import dev.eventstore.testkit.store.EventStoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users' own processes on one node. Called by JUnit only. */
public abstract class ProcessSuite {

    private static final ProcessName ONE = new ProcessName("tally", "one");
    private static final ProcessName TWO = new ProcessName("tally", "two");

    private final Tallies tallies = new Tallies("tally");
    private EventStoreFixture fixture;
    private EventStore store;

    /**
     * A message that no factory declares.
     *
     * @param n a number
     */
    public record Undeclared(int n) {}

    /** For subclasses. */
    protected ProcessSuite() {}

    /**
     * The data of one test.
     *
     * @return a fixture with empty data
     */
    protected abstract EventStoreFixture newFixture();

    /** Opens a store that knows one type of processes. */
    @BeforeEach
    public void openStore() {
        fixture = newFixture();
        store = builder().process(tallies).open();
    }

    /** Closes the store, then the fixture. */
    @AfterEach
    public void closeStore() {
        tallies.release();
        if (store != null) {
            store.close();
        }
        fixture.close();
    }

    @Test
    public void a_process_is_found_by_its_name_and_keeps_its_state() {
        assertEquals(3, add(ONE, 3));
        assertEquals(7, add(ONE, 4));
        assertEquals(1, add(TWO, 1));
        assertEquals(7, total(ask(ONE, new Look())));
        assertEquals(List.of("start one", "start two"), tallies.told());
    }

    @Test
    public void it_is_listed_where_it_runs() {
        Cluster cluster = store.cluster();
        assertEquals(Optional.empty(), cluster.whereis(ONE));
        NodeId owner = cluster.ownerOf(ONE);
        add(ONE, 1);
        Registration registration = new Registration(ONE, owner);
        assertEquals(Optional.of(registration), cluster.whereis(ONE));
        assertTrue(cluster.registered().contains(registration));
        Place place = Await.result(cluster.ask(ONE, new Where(), Place.class));
        assertEquals(owner.name(), place.node());
    }

    @Test
    public void the_users_code_runs_on_threads_for_callbacks_only() {
        for (int i = 0; i < 20; i++) {
            Place place = Await.result(store.cluster().ask(ONE, new Where(), Place.class));
            assertTrue(place.thread().contains("callback"), place.thread());
            String chained = Await.result(ask(ONE, new Add(1))
                    .thenApply(done -> Thread.currentThread().getName()));
            assertTrue(
                    chained.contains("callback")
                            || chained.equals(Thread.currentThread().getName()),
                    chained);
        }
    }

    @Test
    public void of_many_callers_each_is_answered_and_none_is_counted_twice() {
        int callers = 6;
        int each = 200;
        var outcomes = Race.run(callers, () -> {
            List<CompletionStage<Total>> asked = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                asked.add(ask(i % 2 == 0 ? ONE : TWO, new Add(1)));
            }
            return asked.stream().map(ProcessSuite::total).distinct().count();
        });
        assertTrue(outcomes.stream().allMatch(Race.Outcome::succeeded), outcomes::toString);
        assertEquals(callers * each / 2, total(ask(ONE, new Look())));
        assertEquals(callers * each / 2, total(ask(TWO, new Look())));
    }

    @Test
    public void a_failure_of_the_stores_kinds_is_an_answer_and_any_other_stops_the_process() {
        add(ONE, 5);
        assertEquals(
                "away",
                Await.failure(StorageUnavailableException.class, ask(ONE, new Fail(true)))
                        .getMessage());
        assertEquals(5, total(ask(ONE, new Look())));
        ProcessFailedException failed = Await.failure(ProcessFailedException.class, ask(ONE, new Fail(false)));
        assertEquals(ONE, failed.process());
        assertTrue(failed.getMessage().contains("fails as asked"), failed.getMessage());
        assertEquals(0, total(ask(ONE, new Look())));
        assertEquals(List.of("start one", "stop one", "start one"), tallies.told());
    }

    @Test
    public void an_ask_without_an_answer_in_time_may_have_been_handled_and_one_that_waited_was_not() {
        assertEquals(1, add(ONE, 1));
        Cluster hurried = store.withDeadline(Duration.ofMillis(200)).cluster();
        var unanswered = hurried.ask(ONE, new Wait(), Total.class);
        Await.until("it waits", () -> tallies.told().contains("wait one"));
        var behind = hurried.ask(ONE, new Add(100), Total.class);
        assertEquals(
                ONE, Await.failure(AskOutcomeUnknownException.class, unanswered).process());
        Await.failure(AskOutcomeUnknownException.class, behind);
        tallies.release();
        assertEquals(2, total(ask(ONE, new Look())), "the one behind came too late");
    }

    @Test
    public void too_many_messages_for_one_process_are_refused_at_once() {
        EventStore small = builder()
                .setting("eventstore.process.mailbox-capacity", 2)
                .process(tallies)
                .open();
        try {
            Cluster cluster = small.cluster();
            var first = cluster.ask(ONE, new Wait(), Total.class);
            Await.until("it waits", () -> tallies.told().contains("wait one"));
            var second = cluster.ask(ONE, new Add(1), Total.class);
            var third = cluster.ask(ONE, new Add(1), Total.class);
            Await.failure(OverloadedException.class, cluster.ask(ONE, new Add(1), Total.class));
            tallies.release();
            assertEquals(List.of(1, 2, 3), List.of(total(first), total(second), total(third)));
        } finally {
            small.close();
        }
    }

    @Test
    public void what_is_unknown_is_refused_and_the_refusal_names_what_is_known() {
        add(ONE, 1);
        String message = Await.failure(NotSupportedException.class, ask(new ProcessName("tale", "x"), new Look()))
                .getMessage();
        assertTrue(message.contains("'tale'") && message.contains("[tally]"), message);
        message = Await.failure(NotSupportedException.class, ask(ONE, new Undeclared(1)))
                .getMessage();
        assertTrue(message.contains(Undeclared.class.getName()) && message.contains(Add.class.getName()), message);
        message = Await.failure(SerializationException.class, store.cluster().ask(ONE, new Look(), Undeclared.class))
                .getMessage();
        assertTrue(message.contains(Undeclared.class.getName()) && message.contains(Total.class.getName()), message);
        assertThrows(NullPointerException.class, () -> ask(ONE, null));
        assertEquals(1, total(ask(ONE, new Look())));
    }

    @Test
    public void a_type_is_registered_once_and_never_as_one_of_the_stores_own() {
        Tallies more = new Tallies("more");
        store.cluster().register(more);
        assertEquals(5, add(new ProcessName("more", "one"), 5));
        assertNotEquals(List.of(), more.told());
        for (String type : List.of("more", "tally", "stream", "subscription", "attachment", "feed")) {
            var refused = assertThrows(
                    IllegalArgumentException.class, () -> store.cluster().register(new Tallies(type)));
            assertTrue(refused.getMessage().contains(type), refused.getMessage());
        }
        EventStoreBuilder twice = builder().process(tallies).process(new Tallies("tally"));
        var refused = assertThrows(ConfigurationException.class, twice::open);
        assertTrue(refused.allowed().contains("'tally'"), refused.allowed());
        assertEquals(6, add(new ProcessName("more", "one"), 1));
    }

    @Test
    public void it_is_not_stopped_for_idleness_unless_it_says_that_it_is_idle() {
        EventStore sleepy = builder()
                .setting("eventstore.process.idle-timeout", Duration.ofMillis(50))
                .process(tallies)
                .open();
        try {
            Cluster cluster = sleepy.cluster();
            assertEquals(1, total(cluster.ask(ONE, new Add(1), Total.class)));
            Await.stays("it runs", () -> cluster.whereis(ONE).isPresent());
            tallies.sleep();
            assertEquals(2, total(cluster.ask(ONE, new Add(1), Total.class)));
            Await.until("it sleeps", () -> cluster.whereis(ONE).isEmpty());
            assertEquals(1, total(cluster.ask(ONE, new Add(1), Total.class)));
        } finally {
            sleepy.close();
        }
    }

    @Test
    public void a_close_tells_each_process_and_refuses_later_asks() {
        add(ONE, 1);
        add(TWO, 1);
        store.close();
        assertEquals(
                List.of("stop one", "stop two"),
                tallies.told().subList(2, 4).stream().sorted().toList());
        Await.failure(StoreClosedException.class, ask(ONE, new Look()));
    }

    private EventStoreBuilder builder() {
        return fixture.newStore("node1");
    }

    private CompletionStage<Total> ask(ProcessName name, Record message) {
        return store.cluster().ask(name, message, Total.class);
    }

    private int add(ProcessName name, int n) {
        return total(ask(name, new Add(n)));
    }

    private static int total(CompletionStage<Total> answer) {
        return Await.result(answer).n();
    }
}
