package dev.eventstore.core.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.WallClock;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryNetwork;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that has everything in common with a cluster but where its events are. */
class StrangerTest {

    private static final int TIMES = 5;

    private final InMemoryDatabase ours = new InMemoryDatabase();
    private final InMemoryDatabase elsewhere = new InMemoryDatabase();
    private final Map<String, NodeId> ids = new ConcurrentHashMap<>();
    private final List<EventStore> open = new ArrayList<>();
    private InMemoryNetwork network = new InMemoryNetwork(ForkJoinPool.commonPool());

    @AfterEach
    void closeAll() {
        open.forEach(EventStore::close);
    }

    @Test
    void a_stranger_is_refused_however_long_it_takes_to_learn_that_it_is_one() {
        for (int i = 0; i < TIMES; i++) {
            network = new InMemoryNetwork(ForkJoinPool.commonPool());
            try (EventStore first = open("node1", ours, List.of())) {
                ConfigurationException refusal =
                        assertThrows(ConfigurationException.class, () -> open("node2", elsewhere, List.of()));
                assertTrue(refusal.getMessage().contains("stores its events elsewhere"), refusal::getMessage);
                assertEquals("node1@127.0.0.1", first.cluster().self().name());
            }
        }
    }

    @Test
    void a_stranger_that_is_met_later_is_in_no_view_with_those_that_have_the_same_events() {
        EventStore first = opened("node1", ours, List.of());
        EventStore second = opened("node2", ours, List.of());
        EventStore stranger = opened("node3", elsewhere, List.of("node1", "node2"));
        List<NodeId> both = List.of(first.cluster().self(), second.cluster().self());
        awaitMembers(first, both);
        awaitMembers(second, both);

        network.heal();
        EventStore third = opened("node4", ours, List.of("node3"));
        List<NodeId> three = List.of(
                first.cluster().self(), second.cluster().self(), third.cluster().self());
        awaitMembers(first, three);
        awaitMembers(third, three);
        Await.stays("the stranger serves nothing", () -> !stranger.cluster().hasQuorum());
        NoNodeAvailableException refusal = assertThrows(
                NoNodeAvailableException.class, () -> stranger.cluster().registered());
        assertEquals(1, refusal.available(), "others than itself are of no use to it");
    }

    private EventStore opened(String name, InMemoryDatabase database, List<String> unheard) {
        EventStore store = open(name, database, unheard);
        open.add(store);
        return store;
    }

    /** Opens a node that some others cannot be reached from yet. */
    private EventStore open(String name, InMemoryDatabase database, List<String> unheard) {
        return EventStores.builder()
                .setting("eventstore.cluster.node", name + "@127.0.0.1")
                .setting("eventstore.cluster.static-quorum-size", 2)
                .storage(new InMemoryStorage(database, ForkJoinPool.commonPool(), new WallClock(), Observer.NONE))
                .registry(new RegistryProvider() {
                    @Override
                    public String id() {
                        return "memory-network";
                    }

                    @Override
                    public int spiVersion() {
                        return SPI_VERSION;
                    }

                    @Override
                    public Registry create(Context context) {
                        NodeId self = context.self();
                        ids.put(name, self);
                        unheard.forEach(other -> {
                            network.cut(self, ids.get(other));
                            network.cut(ids.get(other), self);
                        });
                        return RingRegistry.over(
                                context,
                                ClusterSettings.of(context.settings(), self),
                                network.newChannel("strangers", self));
                    }
                })
                .open();
    }

    private static void awaitMembers(EventStore store, List<NodeId> members) {
        Await.until(
                store.cluster().self() + " serves with " + members,
                () -> store.cluster().hasQuorum()
                        && store.cluster().view().members().equals(members));
    }
}
