package dev.eventstore.testkit.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.process.Tallies;
import dev.eventstore.testkit.process.Tallies.Add;
import dev.eventstore.testkit.process.Tallies.Place;
import dev.eventstore.testkit.process.Tallies.Total;
import dev.eventstore.testkit.process.Tallies.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users' processes on three whole stores over a network in memory: asked from any node, and moving with their states. */
class RingProcessTest {

    private static final List<ProcessName> NAMES = IntStream.range(0, 24)
            .mapToObj(i -> new ProcessName("tally", "t" + i))
            .toList();

    private final InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());
    private final InMemoryDatabase database = new InMemoryDatabase();
    private final Tallies tallies = new Tallies("tally");
    private final List<EventStore> nodes = new ArrayList<>();

    @BeforeEach
    void openThree() {
        List<CompletableFuture<EventStore>> opening =
                List.of(1, 2, 3).stream().map(i -> Race.beside(() -> open(i))).toList();
        opening.forEach(each -> nodes.add(Await.result(each)));
        awaitMembers(3);
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
    void a_process_is_the_same_whoever_asks_it() {
        for (ProcessName name : NAMES) {
            for (int i = 0; i < 3; i++) {
                assertEquals(i + 1, add(i, name));
            }
        }
        Set<String> places = NAMES.stream()
                .map(name -> Await.result(nodes.get(0).cluster().ask(name, new Where(), Place.class))
                        .node())
                .collect(Collectors.toSet());
        assertEquals(3, places.size(), "all nodes run some");
    }

    @Test
    void states_survive_a_rolling_restart_and_each_process_starts_at_once_where_it_belongs() {
        int total = 0;
        for (int restarted = 0; restarted < 3; restarted++) {
            total = addToAll(total, (restarted + 1) % 3);
            nodes.get(restarted).close();
            int other = (restarted + 1) % 3;
            Await.until("it has left", () -> members(other) == 2);
            Await.until("all run at once", () -> running(other).equals(Set.copyOf(NAMES)));
            total = addToAll(total, other);
            nodes.set(restarted, open(restarted + 1));
            awaitMembers(3);
            Await.until("all run at once again", () -> running(other).equals(Set.copyOf(NAMES)));
            total = addToAll(total, restarted);
        }
        assertEquals(9, total);
        assertTrue(tallies.told().stream().anyMatch(word -> word.startsWith("resume")));
    }

    private int addToAll(int before, int node) {
        for (ProcessName name : NAMES) {
            assertEquals(before + 1, add(node, name), name::toString);
        }
        return before + 1;
    }

    private int add(int node, ProcessName name) {
        return Await.result(nodes.get(node).cluster().ask(name, new Add(1), Total.class))
                .n();
    }

    private Set<ProcessName> running(int node) {
        return nodes.get(node).cluster().registered().stream()
                .map(Registration::name)
                .collect(Collectors.toSet());
    }

    private void awaitMembers(int count) {
        for (int i = 0; i < 3; i++) {
            int node = i;
            Await.until("node " + i + " sees " + count, () -> members(node) == count);
        }
    }

    private int members(int node) {
        return nodes.get(node).cluster().view().members().size();
    }

    private EventStore open(int number) {
        return InMemoryEventStore.builder(database)
                .setting("eventstore.cluster.node", "node" + number + "@127.0.0.1")
                .registry(new OverTheNetwork(network, "processes"))
                .process(tallies)
                .open();
    }
}
