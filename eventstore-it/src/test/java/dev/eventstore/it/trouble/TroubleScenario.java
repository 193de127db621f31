package dev.eventstore.it.trouble;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;

/** Up to three nodes of one program, over a schema of their own. Used by one thread. */
abstract class TroubleScenario {

    static final int NODES = 3;

    @AutoClose
    final TestDatabase database = PostgresForTests.newSchema();

    @AutoClose
    private final PortBlock block = PortBlock.take();

    /** Of two parts over Hazelcast the one with the greater address joins the other, if it knows it: mostly the first node does. */
    final List<Integer> ports = List.of(block.first() + 2, block.first() + 1, block.first());

    private final List<EventStore> open = new ArrayList<>();

    /** The id of the registry. */
    abstract String registry();

    /** Settings that let a test wait less. */
    abstract Map<String, Object> quick();

    @AfterEach
    void closeAll() {
        open.stream()
                .map(store -> CompletableFuture.runAsync(store::close))
                .toList()
                .forEach(Await::result);
    }

    /** The name of a node, counted from 1. */
    static String name(int node) {
        return "node" + node + "@127.0.0.1";
    }

    /** What a node of three is told; a test changes what it is about. */
    Map<String, Object> settings(int node) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("registry", registry());
        settings.put("cluster.node", name(node));
        settings.put(
                "cluster.nodes",
                IntStream.rangeClosed(1, NODES)
                        .mapToObj(each -> name(each) + ":" + ports.get(each - 1))
                        .toList());
        settings.put("cluster.secret", "of the tests");
        settings.put("cluster.static-quorum-size", 2);
        settings.put("storage", "postgres");
        settings.put("postgres.url", database.url());
        settings.put("postgres.schema", database.schema());
        settings.putAll(quick());
        return settings;
    }

    /** Looks for the others as long as by default, so that it finds them when the machine is busy. */
    Map<String, Object> unhurried(Map<String, Object> settings) {
        settings.keySet().removeAll(quick().keySet());
        return settings;
    }

    EventStore open(Map<String, Object> settings) {
        EventStoreBuilder builder = EventStores.builder();
        settings.forEach((key, value) -> builder.setting("eventstore." + key, value));
        EventStore store = builder.open();
        open.add(store);
        return store;
    }

    EventStore open(int node) {
        return open(settings(node));
    }

    /** Opens a node whose settings differ by one. */
    EventStore open(int node, String key, Object value) {
        Map<String, Object> settings = settings(node);
        settings.put(key, value);
        return open(settings);
    }

    /** The first two nodes, which serve. */
    List<EventStore> two() {
        EventStore first = open(1);
        EventStore second = open(2);
        awaitMembers(first, name(1), name(2));
        awaitMembers(second, name(1), name(2));
        return List.of(first, second);
    }

    static void awaitMembers(EventStore store, String... names) {
        List<String> expected = List.of(names);
        Await.until(
                store.cluster().self().name() + " serves with " + expected,
                () -> store.cluster().hasQuorum()
                        && store.cluster().view().members().stream()
                                .map(node -> node.name())
                                .toList()
                                .equals(expected));
    }

    /** Every node given writes to every stream of a few, whoever owns it. */
    static void assertServe(List<EventStore> stores) {
        for (EventStore store : stores) {
            for (int stream = 0; stream < 8; stream++) {
                store.append(StreamId.of("s" + stream), ExpectedVersion.any(), List.of(EventData.json("E", "{}")));
            }
        }
    }

    static void assertRefusesCalls(EventStore store) {
        assertThrows(
                NoNodeAvailableException.class,
                () -> store.append(StreamId.of("s"), ExpectedVersion.any(), List.of(EventData.json("E", "{}"))));
    }

    /** The start is refused with a message that has all of these parts, the key first. */
    void assertRefused(Map<String, Object> settings, String key, String... parts) {
        ConfigurationException refusal = assertThrows(ConfigurationException.class, () -> open(settings));
        assertTrue(refusal.key().equals("eventstore." + key), refusal::getMessage);
        for (String part : parts) {
            assertTrue(
                    refusal.getMessage().contains(part), () -> "'" + part + "' is missing in: " + refusal.getMessage());
        }
    }

    void assertRefused(int node, String key, Object value, String... parts) {
        Map<String, Object> settings = settings(node);
        settings.put(key, value);
        assertRefused(settings, key, parts);
    }
}
