package dev.eventstore.it.trouble;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Neighbours that do not belong to a cluster, and nodes that wait for each other. */
abstract class ClusterTrouble extends TroubleScenario {

    private static final String LINK = "dev.eventstore.core.link.NodeLink";
    private static final String FORMATION = "dev.eventstore.core.registry.Formation";
    private static final String REGISTRY = "dev.eventstore.core.registry.RingRegistry";
    private static final int TIMES = 20;

    /** The logger of what listens on the port. */
    abstract String transport();

    /** How many lines that logger may spend on garbage within a minute. */
    abstract int mostLines();

    @Test
    void a_second_node_of_one_name_is_refused_and_the_first_lives() {
        Map<String, Object> anywhere = settings(1);
        anywhere.put("cluster.nodes", List.of(name(1), name(2)));
        anywhere.putAll(Map.of("cluster.port", ports.get(0), "cluster.port-range", 2));
        Map<String, Object> other = settings(2);
        other.putAll(anywhere);
        other.put("cluster.node", name(2));
        EventStore first = open(anywhere);
        EventStore second = open(other);
        awaitMembers(first, name(1), name(2));

        assertRefused(unhurried(anywhere), "cluster.node", name(1), "in the cluster already", "a name of its own");
        assertServe(List.of(first, second));
    }

    @Test
    void a_second_node_of_one_name_that_served_beside_the_first_ends_when_they_meet() {
        try (CapturedLog log = CapturedLog.of(REGISTRY)) {
            EventStore first = open(available(1));
            EventStore other = open(available(2));
            awaitMembers(first, name(1), name(2));
            awaitMembers(other, name(1), name(2));
            Map<String, Object> apart = available(1);
            apart.put("cluster.nodes", List.of(name(1) + ":" + ports.get(2)));
            CompletableFuture<Optional<EventStoreException>> ended = new CompletableFuture<>();
            List<EventStore> unmet = new ArrayList<>();
            Await.until(
                    "it serves before they meet",
                    () -> beside(apart, new Ended(ended)).map(unmet::add).orElse(false));
            EventStore second = unmet.get(0);

            assertInstanceOf(StoreClosedException.class, Await.result(ended).orElseThrow(), "its subscriber is told");
            StoreClosedException refusal = assertThrows(
                    StoreClosedException.class,
                    () -> second.append(StreamId.of("s"), ExpectedVersion.any(), List.of(EventData.json("E", "{}"))));
            assertTrue(refusal.getMessage().contains("another node called " + name(1)), refusal::getMessage);
            log.await("another node called " + name(1), "eventstore.cluster.node");
            awaitMembers(first, name(1), name(2));
            awaitMembers(other, name(1), name(2));
            assertServe(List.of(first, other));
        }
    }

    /** A node that serves a subscriber; none if it met the first too early: its start is refused then, as another test shows. */
    private Optional<EventStore> beside(Map<String, Object> apart, Subscriber subscriber) {
        try {
            EventStore store = open(apart);
            store.subscribe(StreamId.ALL, SubscriptionName.of("s"), SubscriptionOptions.fromOrigin(), subscriber);
            return Optional.of(store);
        } catch (ConfigurationException | StoreClosedException early) {
            assertTrue(early.getMessage().contains(name(1)), early::getMessage);
            return Optional.empty();
        }
    }

    /** Settings of a node that serves alone, too. */
    private Map<String, Object> available(int node) {
        Map<String, Object> settings = settings(node);
        settings.put("cluster.distribution", "ring");
        return settings;
    }

    private record Ended(CompletableFuture<Optional<EventStoreException>> cause) implements Subscriber {

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
            subscription.ack(batch);
        }

        @Override
        public void onEnd(Optional<EventStoreException> why) {
            cause.complete(why);
        }
    }

    @Test
    void a_name_is_free_again_when_its_node_has_left() {
        List<EventStore> stores = two();
        stores.get(1).close();
        EventStore again = open(2);
        awaitMembers(again, name(1), name(2));
        assertServe(List.of(stores.get(0), again));
    }

    @Test
    void a_node_with_another_secret_takes_no_part_and_the_log_says_why() {
        try (CapturedLog log = CapturedLog.of(LINK)) {
            List<EventStore> stores = two();
            EventStore stranger = open(3, "cluster.secret", "another");
            log.await("refused", name(3), "another cluster.secret");
            Await.until(
                    "the stranger says so as well",
                    () -> log.with("another cluster.secret").size()
                            > log.with(name(3), "another cluster.secret").size());
            assertRefusesCalls(stranger);
            awaitMembers(stores.get(0), name(1), name(2));
            assertServe(stores);
        }
    }

    @Test
    void a_node_without_the_secret_takes_no_part_and_the_log_says_why() {
        try (CapturedLog log = CapturedLog.of(LINK)) {
            List<EventStore> stores = two();
            Map<String, Object> settings = settings(3);
            settings.remove("cluster.secret");
            EventStore stranger = open(settings);
            log.await("refused", name(3), "the sender has no cluster.secret, this node has one");
            assertRefusesCalls(stranger);
            assertServe(stores);
        }
    }

    @Test
    void a_node_of_another_cluster_takes_no_part_though_it_has_our_ports() {
        try (TestDatabase elsewhere = PostgresForTests.newSchema()) {
            List<EventStore> stores = two();
            Map<String, Object> settings = settings(3);
            settings.put("cluster.name", "other");
            settings.put("postgres.schema", elsewhere.schema());
            EventStore stranger = open(settings);
            assertRefusesCalls(stranger);
            awaitMembers(stores.get(0), name(1), name(2));
            assertServe(stores);
            stranger.close();
        }
    }

    @Test
    void a_node_over_another_schema_is_refused_and_the_others_live() {
        try (CapturedLog log = CapturedLog.of(FORMATION);
                TestDatabase elsewhere = PostgresForTests.newSchema()) {
            List<EventStore> stores = two();
            Map<String, Object> settings = unhurried(settings(3));
            settings.put("postgres.schema", elsewhere.schema());
            assertRefused(settings, "cluster.name", "stores its events elsewhere", "the same database and schema");
            log.await("stores its events elsewhere");
            awaitMembers(stores.get(0), name(1), name(2));
            assertServe(stores);
        }
    }

    @Test
    void garbage_on_the_port_is_logged_and_harms_nobody() throws IOException {
        try (CapturedLog log = CapturedLog.of(transport())) {
            List<EventStore> stores = two();
            Random random = new Random(7);
            for (int i = 0; i < TIMES; i++) {
                byte[] garbage = new byte[1 + random.nextInt(4_000)];
                random.nextBytes(garbage);
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(0))) {
                    socket.getOutputStream().write(garbage);
                } catch (IOException hungUp) {
                    // As it may.
                }
            }
            log.await("");
            assertServe(stores);
            Await.stays("no more is logged than may be", () -> log.with().size() <= mostLines());
        }
    }

    @Test
    void different_sync_nodes_timeouts_are_reported() {
        try (CapturedLog log = CapturedLog.of(FORMATION)) {
            Map<String, Object> first = settings(1);
            first.put("cluster.sync-nodes-optional", List.of(name(2)));
            first.put("cluster.sync-nodes-timeout", "21 s");
            Map<String, Object> second = settings(2);
            second.put("cluster.sync-nodes-optional", List.of(name(1)));
            second.put("cluster.sync-nodes-timeout", "infinite");
            CompletableFuture<EventStore> opening = CompletableFuture.supplyAsync(() -> open(first));
            open(second);
            Await.result(opening);
            log.await("eventstore.cluster.sync-nodes-timeout is 21000 ms here and infinite on " + name(2));
        }
    }

    @Test
    void a_node_that_waits_for_another_opens_when_it_comes() {
        Map<String, Object> waiting = settings(1);
        waiting.put("cluster.sync-nodes-mandatory", List.of(name(2)));
        waiting.put("cluster.sync-nodes-timeout", "infinite");
        CompletableFuture<EventStore> opening = CompletableFuture.supplyAsync(() -> open(waiting));
        Await.stays("it waits", () -> !opening.isDone());
        EventStore second = open(2);
        EventStore first = Await.result(opening);
        assertServe(List.of(first, second));
        assertFalse(opening.isCompletedExceptionally());
        assertTrue(first.cluster().hasQuorum());
    }
}
