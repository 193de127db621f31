package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.EventParkedException;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions as they are listed and waited for on three whole stores. */
class SubscriptionsInAClusterTest {

    private static final StreamId ORDER = StreamId.of("order");
    private static final SubscriptionOptions OPTIONS =
            SubscriptionOptions.fromOrigin().concurrencyLimit(3).bufferSize(2);

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
    private final InMemoryDatabase database = new InMemoryDatabase();
    private final List<EventStore> nodes = new ArrayList<>();

    @BeforeEach
    void openThree() {
        List<CompletableFuture<EventStore>> opening =
                Stream.of(1, 2, 3).map(i -> Race.beside(() -> open(i))).toList();
        opening.forEach(each -> nodes.add(Await.result(each)));
        nodes.forEach(node -> Await.until(
                "all see three", () -> node.cluster().view().members().size() == 3));
    }

    @AfterEach
    void close() {
        nodes.stream()
                .map(node -> Race.beside(() -> {
                    node.close();
                    return true;
                }))
                .toList()
                .forEach(Await::result);
    }

    @Test
    void every_node_lists_what_each_subscription_does_wherever_it_runs() {
        append(9);
        for (EventStore owner : List.copyOf(nodes)) {
            SubscriptionName name = ownedBy(owner);
            List<NodeId> subscribers = List.of(nodes.get(0), nodes.get(2)).stream()
                    .map(node -> node.cluster().self())
                    .toList();
            nodes.get(2).subscribe(ORDER, name, OPTIONS);
            nodes.get(0).subscribe(ORDER, name, OPTIONS);
            Activity full = new Activity(
                    Presence.RUNNING,
                    Optional.of(owner.cluster().self()),
                    Optional.of(SubscriptionState.SUBSCRIBED),
                    subscribers,
                    4);
            for (EventStore node : nodes) {
                Await.until("it is seen", () -> full.equals(activity(node, name)));
            }
        }
        assertEquals(3, nodes.get(1).subscriptions().size());
    }

    @Test
    void one_without_subscribers_is_idle_on_every_node_and_runs_nowhere_after_the_question() {
        SubscriptionName name = ownedBy(nodes.get(1));
        nodes.get(0).subscribe(ORDER, name, OPTIONS).close();
        nodes.get(1).close();
        Await.until(
                "the owner has gone",
                () -> nodes.get(0).cluster().view().members().size() == 2);
        for (EventStore node : List.of(nodes.get(0), nodes.get(2))) {
            assertEquals(Activity.IDLE, activity(node, name));
            assertEquals(Optional.empty(), node.cluster().whereis(ProcessName.subscription(ORDER, name)));
        }
    }

    @Test
    void who_waits_on_a_node_that_is_neither_the_owners_nor_the_subscribers_is_told_though_the_owner_goes_away() {
        append(3);
        SubscriptionName name = ownedBy(nodes.get(0));
        SubscriptionReader reader = nodes.get(1).subscribe(ORDER, name, OPTIONS);
        List<CompletableFuture<Void>> waiting = List.of(
                nodes.get(2).async().awaitPosition(ORDER, name, 3).toCompletableFuture(),
                nodes.get(1).async().awaitPosition(ORDER, name, 3).toCompletableFuture());
        CompletableFuture<Void> earlier =
                nodes.get(2).async().awaitPosition(ORDER, name, 1).toCompletableFuture();
        List<RecordedEvent> two = receive(reader, 2);
        reader.ack(two.get(0));
        Await.result(earlier);
        waiting.forEach(each -> assertFalse(each.isDone()));
        nodes.get(0).close();
        reader.ack(two.get(1));
        reader.ack(receive(reader, 1));
        waiting.forEach(Await::result);
        nodes.get(2).awaitPosition(ORDER, name, 3);
    }

    @Test
    void who_waits_on_another_node_hears_that_the_event_was_parked() {
        append(1);
        SubscriptionName name = ownedBy(nodes.get(0));
        nodes.get(1)
                .subscribe(
                        ORDER,
                        name,
                        SubscriptionOptions.fromOrigin().onFailure(FailurePolicy.park()),
                        (batch, subscription) -> {
                            throw new IllegalStateException("no");
                        });
        assertThrows(EventParkedException.class, () -> nodes.get(2).awaitPosition(ORDER, name, 1));
    }

    private static List<RecordedEvent> receive(SubscriptionReader reader, int count) {
        List<RecordedEvent> received = new ArrayList<>();
        Await.until(count + " events arrive", () -> {
            received.addAll(reader.receive(Duration.ofMillis(100)));
            return received.size() >= count;
        });
        return received;
    }

    private static Activity activity(EventStore node, SubscriptionName name) {
        return node.subscriptions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(SubscriptionInfo::activity)
                .orElseThrow();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            nodes.get(0).append(ORDER, ExpectedVersion.any(), List.of(EventData.json("happened", "{}")));
        }
    }

    /** A subscription that the ring gives to a node. */
    private SubscriptionName ownedBy(EventStore owner) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> SubscriptionName.of("mailer-" + i))
                .filter(name -> owner.cluster()
                        .ownerOf(ProcessName.subscription(ORDER, name))
                        .equals(owner.cluster().self()))
                .findFirst()
                .orElseThrow();
    }

    private EventStore open(int number) {
        return InMemoryEventStore.builder(database)
                .setting("eventstore.cluster.node", "node" + number + "@127.0.0.1")
                .registry(new OverTheNetwork(network, "subscriptions"))
                .open();
    }
}
