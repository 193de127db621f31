package dev.eventstore.example.sockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Stores that find the registry by its id, one database between them. */
class SocketClusterTest {

    private static final StreamId ORDER = StreamId.of("order-1");

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    private final List<String> nodes = List.of(
            "a@127.0.0.1:" + ports.first(), "b@127.0.0.1:" + (ports.first() + 1), "c@127.0.0.1:" + (ports.first() + 2));
    private final InMemoryDatabase database = new InMemoryDatabase();
    private final List<EventStore> open = new ArrayList<>();

    record Placed(int n) {}

    @AfterEach
    void close() {
        open.forEach(EventStore::close);
    }

    @Test
    void three_stores_are_one_cluster_which_outlives_one_of_them_but_not_two() {
        EventStore a = open(0);
        EventStore b = open(1);
        EventStore c = open(2);
        List<EventStore> all = List.of(a, b, c);
        awaitMembers(all, 3);
        all.forEach(SocketClusterTest::append);
        NodeId owner = a.cluster().ownerOf(ProcessName.stream(ORDER));
        all.forEach(each -> assertEquals(owner, each.cluster().ownerOf(ProcessName.stream(ORDER))));
        c.close();
        awaitMembers(List.of(a, b), 2);
        append(a);
        append(b);
        assertEquals(5, a.info(ORDER).orElseThrow().version());
        b.close();
        Await.until("a knows that it is alone", () -> !a.cluster().hasQuorum());
        assertThrows(NoNodeAvailableException.class, () -> append(a));
    }

    @Test
    void one_store_alone_serves_where_one_is_enough() {
        EventStore alone = EventStores.builder()
                .storage(new InMemoryStorage(database))
                .setting("eventstore.registry", "sockets")
                .setting("eventstore.cluster.node", "alone@127.0.0.1")
                .setting("eventstore.cluster.port", ports.first())
                .setting("eventstore.cluster.distribution", "ring")
                .open();
        open.add(alone);
        append(alone);
        assertEquals(1, alone.cluster().view().members().size());
    }

    @Test
    void an_address_that_others_can_reach_needs_a_secret_and_silence_is_longer_than_a_heartbeat() {
        EventStoreBuilder exposed = node(0).setting("eventstore.cluster.bind-address", "0.0.0.0");
        String secret =
                assertThrows(ConfigurationException.class, exposed::open).getMessage();
        assertTrue(secret.contains("eventstore.cluster.secret"), secret);
        EventStoreBuilder hasty = node(0).setting("eventstore.sockets.silence", "700ms");
        String silence = assertThrows(ConfigurationException.class, hasty::open).getMessage();
        assertTrue(silence.contains("eventstore.sockets.silence = 700ms"), silence);
    }

    private EventStore open(int number) {
        open.add(node(number).open());
        return open.get(open.size() - 1);
    }

    private EventStoreBuilder node(int number) {
        return EventStores.builder()
                .storage(new InMemoryStorage(database))
                .setting("eventstore.registry", "sockets")
                .setting("eventstore.cluster.node", nodes.get(number).replaceAll(":\\d+$", ""))
                .setting("eventstore.cluster.nodes", nodes)
                .setting("eventstore.cluster.static-quorum-size", 2);
    }

    private static void append(EventStore store) {
        store.append(ORDER, ExpectedVersion.any(), List.of(EventData.of(new Placed(1))));
    }

    private static void awaitMembers(List<EventStore> stores, int count) {
        Await.until(
                count + " members in one view",
                () -> stores.stream()
                        .allMatch(each -> each.cluster().view().members().size() == count
                                && each.cluster().hasQuorum()));
    }
}
