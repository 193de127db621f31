package dev.eventstore.postgres;

import static dev.eventstore.postgres.SeenTable.NAME;
import static dev.eventstore.postgres.SeenTable.append;
import static dev.eventstore.postgres.SeenTable.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers on one node, the owner of their subscription on another, and views that change under both. */
class TransactionalClusterTest {

    private static final SubscriptionOptions TEN =
            SubscriptionOptions.fromOrigin().bufferSize(10);
    private static final ProcessName PROCESS = ProcessName.subscription(StreamId.ALL, NAME);

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
    private final List<EventStore> nodes = new ArrayList<>();
    private final Gate gate = new Gate();
    private final AtomicInteger runs = new AtomicInteger();
    private TestDatabase database;
    private SeenTable seen;

    @BeforeEach
    void openThree() {
        database = PostgresForTests.newSchema();
        Stores.store(database, "made").open().close();
        seen = new SeenTable(database.url(), database.schema());
        List<CompletableFuture<EventStore>> opening =
                Stream.of(1, 2, 3).map(i -> Race.beside(() -> open(i))).toList();
        opening.forEach(each -> nodes.add(Await.result(each)));
        awaitMembers(3, nodes);
        append(nodes.get(0), 10);
    }

    @AfterEach
    void close() {
        network.heal();
        nodes.stream()
                .map(node -> Race.beside(() -> {
                    node.close();
                    return true;
                }))
                .toList()
                .forEach(Await::result);
        database.close();
    }

    private EventStore open(int number) {
        return Stores.store(database, "node" + number)
                .setting("eventstore.cluster.node", "node" + number + "@127.0.0.1")
                .registry(new RingOverNetwork(network, "exactly-once"))
                .open();
    }

    private static void awaitMembers(int count, List<EventStore> of) {
        of.forEach(node -> Await.until(
                "it sees " + count,
                () -> node.cluster().view().members().size() == count
                        && node.cluster().hasQuorum()));
    }

    private EventStore owner() {
        NodeId owner = nodes.get(0).cluster().ownerOf(PROCESS);
        return nodes.stream()
                .filter(node -> node.cluster().self().equals(owner))
                .findFirst()
                .orElseThrow();
    }

    private List<EventStore> others(EventStore one) {
        return nodes.stream().filter(node -> node != one).toList();
    }

    private void cutOff(EventStore one) {
        for (EventStore other : others(one)) {
            network.cut(one.cluster().self(), other.cluster().self());
            network.cut(other.cluster().self(), one.cluster().self());
        }
    }

    /** Its first run waits at the gate. */
    private void subscribe(EventStore node, String handler) {
        TransactionalSubscriptions.of(node).subscribe(StreamId.ALL, NAME, TEN, (batch, connection) -> {
            seen.add(batch, connection, handler);
            if (runs.incrementAndGet() == 1) {
                gate.pass();
            }
        });
    }

    private String token() {
        return seen.query("select token from ${schema}.subscriptions").get(0);
    }

    private void awaitAnotherThan(String token) {
        Await.until("another lease", () -> !token().equals(token));
    }

    @Test
    void an_owner_that_leaves_during_a_handler_makes_no_event_count_twice_or_never() {
        EventStore owner = owner();
        List<EventStore> rest = others(owner);
        subscribe(rest.get(0), "a");
        gate.awaitReached();
        String token = token();
        owner.close();
        awaitAnotherThan(token);
        gate.open();
        append(rest.get(1), 5);
        seen.awaitCheckpoint(15);
        assertEquals(upTo(15), seen.numbers());
    }

    @Test
    void an_owner_that_is_cut_off_during_a_handler_makes_no_event_count_twice_or_never() {
        EventStore owner = owner();
        List<EventStore> rest = others(owner);
        subscribe(rest.get(0), "a");
        gate.awaitReached();
        String token = token();
        cutOff(owner);
        awaitAnotherThan(token);
        gate.open();
        append(rest.get(1), 5);
        seen.awaitCheckpoint(15);
        network.heal();
        awaitMembers(3, nodes);
        append(owner, 5);
        seen.awaitCheckpoint(20);
        assertEquals(upTo(20), seen.numbers());
    }

    @Test
    void a_handler_that_is_cut_off_commits_nothing_when_another_node_has_its_subscription() {
        EventStore owner = owner();
        EventStore former = others(owner).get(0);
        subscribe(former, "former");
        gate.awaitReached();
        String token = token();
        cutOff(former);
        awaitMembers(2, others(former));
        subscribe(others(owner).get(1), "next");
        seen.awaitCheckpoint(10);
        awaitAnotherThan(token);
        gate.open();
        append(owner, 5);
        seen.awaitCheckpoint(15);
        assertEquals(List.of("next"), seen.handlers());
        assertEquals(upTo(15), seen.numbers());
    }
}
