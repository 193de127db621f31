package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.AsyncEventStore;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Closing, deadlines, calls without waiting, callback threads, the observer, the cluster. Called by JUnit only. */
public abstract class LifecycleSuite extends StoreSuite {

    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** For subclasses. */
    protected LifecycleSuite() {}

    @Test
    public void a_closed_store_refuses_every_call() {
        append(ORDER, 1);
        EventStore store = store();
        store.close();
        store.close();
        assertThrows(StoreClosedException.class, () -> append(ORDER, 1));
        assertThrows(StoreClosedException.class, () -> store.read(ORDER, ReadOptions.forward()));
        assertThrows(StoreClosedException.class, () -> store.stream(ORDER, ReadOptions.forward()));
        assertThrows(StoreClosedException.class, () -> store.info(ORDER));
        assertThrows(StoreClosedException.class, () -> store.listen(ORDER, Recorder.silent()));
        assertThrows(StoreClosedException.class, () -> store.subscribe(ORDER, MAILER, ORIGIN));
        assertThrows(StoreClosedException.class, () -> store.subscribe(ORDER, MAILER, ORIGIN, Recorder.silent()));
        assertThrows(StoreClosedException.class, () -> store.deleteSubscription(ORDER, MAILER));
        Await.failure(StoreClosedException.class, store.async().append(ORDER, ANY, events(1)));
        assertEquals(1, restart().info(StreamId.ALL).orElseThrow().version());
    }

    @Test
    public void closing_ends_what_is_under_way_and_tells_the_truth_about_it() {
        List<EventData> events = events(500);
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        events.forEach(event -> sent.add(store().async().append(ORDER, ANY, List.of(event))));
        store().close();
        restart();
        List<UUID> stored = all().stream().map(RecordedEvent::id).toList();
        int written = 0;
        for (int i = 0; i < sent.size(); i++) {
            try {
                Await.result(sent.get(i));
                assertTrue(stored.contains(events.get(i).id()), "answered, but not there");
                written++;
            } catch (StoreClosedException refused) {
                assertFalse(stored.contains(events.get(i).id()), "refused, but there");
            } catch (AppendOutcomeUnknownException unknown) {
                // Either is true.
            }
        }
        assertTrue(written > 0, "what was under way when the store was closed was ended");
    }

    @Test
    public void a_view_with_another_deadline_is_the_same_store() {
        EventStore patient = store().withDeadline(Duration.ofMinutes(1));
        assertEquals(1, patient.append(ORDER, NO_STREAM, events(1)).lastVersion());
        assertEquals(2, store().append(ORDER, exactly(1), events(1)).lastVersion());
        assertEquals(2, patient.info(ORDER).orElseThrow().version());
        assertThrows(IllegalArgumentException.class, () -> store().withDeadline(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> store().withDeadline(Duration.ofMillis(-1)));
        patient.close();
        assertThrows(StoreClosedException.class, () -> append(ORDER, 1));
    }

    @Test
    public void calls_without_waiting_have_the_same_outcomes() {
        AsyncEventStore async = store().async();
        assertEquals(new AppendResult(ORDER, 1, 2, 2), Await.result(async.append(ORDER, NO_STREAM, events(2))));
        assertNumbers(1, 2, Await.result(async.read(ORDER, ReadOptions.forward())));
        assertEquals(2, Await.result(async.info(ORDER)).orElseThrow().version());
        assertEquals(Optional.empty(), Await.result(async.info(OTHER)));
        Await.failure(WrongExpectedVersionException.class, async.append(ORDER, exactly(7), events(1)));
        Await.failure(StreamNotFoundException.class, async.read(OTHER, ReadOptions.forward()));
        Recorder recorder = Recorder.acknowledging();
        Await.result(async.subscribe(ORDER, MAILER, ORIGIN, recorder));
        recorder.await(2);
        Await.result(async.deleteSubscription(ORDER, MAILER));
        recorder.awaitEnd();
        assertThrows(IllegalArgumentException.class, () -> async.append(StreamId.ALL, ANY, events(1)));
    }

    @Test
    public void listeners_and_subscribers_run_on_the_callback_executor() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        var pool = Executors.newFixedThreadPool(2, task -> new Thread(task, "ours"));
        try (EventStore store =
                fixture().newStore("node2").callbackExecutor(pool).open()) {
            store.listen(ORDER, batch -> threads.add("listener on " + thread()));
            store.subscribe(ORDER, MAILER, ORIGIN, (batch, subscription) -> threads.add("subscriber on " + thread()));
            store.append(ORDER, ANY, events(1));
            Await.until("both have run", () -> threads.size() == 2);
        } finally {
            pool.shutdown();
        }
        assertEquals(Set.of("listener on ours", "subscriber on ours"), threads);
    }

    @Test
    public void what_is_chained_to_a_call_may_wait_for_other_calls() {
        CompletionStage<Long> chained = store().async()
                .append(ORDER, NO_STREAM, events(1))
                .thenApply(first -> store().append(ORDER, exactly(1), events(1)).lastVersion())
                .thenApply(version ->
                        version + store().read(ORDER, ReadOptions.forward()).size());
        assertEquals(4, Await.result(chained));
    }

    @Test
    public void the_observer_is_told_what_happens() {
        List<String> told = new CopyOnWriteArrayList<>();
        EventStore observed =
                closedLater(fixture().newStore("node2").observer(observer(told)).open());
        observed.append(ORDER, NO_STREAM, events(3));
        assertThrows(WrongExpectedVersionException.class, () -> observed.append(ORDER, exactly(9), events(1)));
        StreamId copies = StreamId.of("copies");
        List<UUID> ids = observed.read(ORDER, ReadOptions.forward()).stream()
                .map(RecordedEvent::id)
                .toList();
        observed.link(copies, NO_STREAM, ids);
        assertThrows(DuplicateEventException.class, () -> observed.link(copies, ANY, ids.subList(0, 1)));
        Recorder recorder = Recorder.acknowledging();
        observed.subscribe(ORDER, MAILER, ORIGIN.bufferSize(10), recorder);
        recorder.await(3);
        List<String> wanted = List.of(
                "appended order 3 true",
                "appended order 1 false",
                "read order 3",
                "linked copies 3 true",
                "linked copies 1 false",
                "delivered order mailer 3",
                "started " + ProcessName.stream(ORDER));
        Await.until("it was told " + wanted + ", but " + told, () -> told.containsAll(wanted));
    }

    @Test
    public void a_node_knows_itself_and_what_runs_where() {
        Cluster cluster = store().cluster();
        NodeId self = cluster.self();
        assertEquals("node1", self.name());
        assertTrue(cluster.hasQuorum());
        assertTrue(cluster.view().members().contains(self));
        ProcessName process = ProcessName.stream(ORDER);
        assertEquals(Optional.empty(), cluster.whereis(process));
        NodeId owner = cluster.ownerOf(process);
        append(ORDER, 1);
        assertEquals(Optional.of(new Registration(process, owner)), cluster.whereis(process));
        assertTrue(cluster.registered().contains(new Registration(process, owner)));
        append(StreamId.of("a"), 1);
        List<ProcessName> names =
                cluster.registered().stream().map(Registration::name).toList();
        assertEquals(names.stream().sorted(LifecycleSuite::byName).toList(), names);
    }

    @Test
    public void an_idle_process_stops_and_the_next_call_starts_it_again() {
        EventStore sleepy = open("node2", Map.of("eventstore.process.idle-timeout", Duration.ofMillis(50)));
        ProcessName process = ProcessName.stream(ORDER);
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, sleepy.append(ORDER, exactly(i - 1), events(1)).lastVersion());
            Await.until("it sleeps", () -> sleepy.cluster().whereis(process).isEmpty());
        }
        assertEquals(3, all().size());
    }

    private static int byName(ProcessName one, ProcessName other) {
        int byType = one.type().compareTo(other.type());
        return byType == 0 ? one.key().compareTo(other.key()) : byType;
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    private static Observer observer(List<String> told) {
        return new Observer() {
            @Override
            public void appended(StreamId stream, int events, Duration took, boolean written) {
                told.add("appended " + stream + " " + events + " " + written);
            }

            @Override
            public void linked(StreamId stream, int events, Duration took, boolean written) {
                told.add("linked " + stream + " " + events + " " + written);
            }

            @Override
            public void read(StreamId stream, int events, Duration took) {
                told.add("read " + stream + " " + events);
            }

            @Override
            public void delivered(StreamId stream, SubscriptionName name, int events, long lag) {
                told.add("delivered " + stream + " " + name + " " + events);
            }

            @Override
            public void processStarted(ProcessName name) {
                told.add("started " + name);
            }
        };
    }
}
