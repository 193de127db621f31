package dev.eventstore.registry.hazelcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instances that a channel may stand on, and how they find each other. */
class InstancesTest {

    private final NodeId first = new NodeId("node1@127.0.0.1", UUID.randomUUID());
    private final NodeId second = new NodeId("node2@127.0.0.1", UUID.randomUUID());
    private final Told firstTold = new Told();
    private final Told secondTold = new Told();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    @AutoClose
    private final PortBlock applications = PortBlock.take();

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void nodes_that_know_no_other_find_each_other_by_multicast() {
        HazelcastSettings multicast = new HazelcastSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new HazelcastSettings.Multicast("224.2.2.3", 54_399, 0, Duration.ofSeconds(1))),
                TestSettings.OWN.silentAfter());
        connect(channel(first, multicast), firstTold);
        connect(channel(second, multicast), secondTold);
        assertConnected();
    }

    @Test
    void nodes_on_instances_of_the_users_file_find_each_other_as_the_file_says() throws IOException {
        Path file =
                Files.writeString(folder.resolve("hazelcast.yaml"), """
                hazelcast:
                  cluster-name: from-file
                  network:
                    port: { port: %1$d, port-count: 3 }
                    interfaces: { enabled: true, interfaces: [127.0.0.1] }
                    join:
                      auto-detection: { enabled: false }
                      tcp-ip: { enabled: true, connection-timeout-seconds: 1, member-list: ["127.0.0.1:%1$d", "127.0.0.1:%2$d"] }
                """.formatted(ports.first(), ports.first() + 1));
        HazelcastSettings settings = new HazelcastSettings(
                Optional.empty(), Optional.of(file), Optional.empty(), TestSettings.OWN.silentAfter());
        HazelcastChannel channel = channel(first, settings);
        connect(channel, firstTold);
        connect(channel(second, settings), secondTold);
        assertConnected();
        assertTrue(Objects.requireNonNull(channel.hazelcast())
                .getConfig()
                .getClusterName()
                .equals("from-file"));
    }

    @Test
    void a_running_instance_is_found_by_its_name_and_outlives_the_channel() {
        HazelcastInstance shared = application();
        HazelcastInstance other = application();
        connect(channel(first, TestSettings.running(shared)), firstTold);
        HazelcastChannel leaving = channel(second, TestSettings.running(other));
        connect(leaving, secondTold);
        assertConnected();
        leaving.close();
        firstTold.awaitNodes(first);
        assertTrue(other.getLifecycleService().isRunning(), "the instance is the application's");
        NodeId again = new NodeId(second.name(), UUID.randomUUID());
        Told againTold = new Told();
        connect(channel(again, TestSettings.running(other)), againTold);
        againTold.awaitNodes(first, again);
        firstTold.awaitNodes(first, again);
    }

    @Test
    void a_running_instance_that_ends_leaves_its_node_alone() {
        HazelcastInstance shared = application();
        HazelcastInstance other = application();
        connect(channel(first, TestSettings.running(shared)), firstTold);
        connect(channel(second, TestSettings.running(other)), secondTold);
        assertConnected();
        other.shutdown();
        firstTold.awaitNodes(first);
        secondTold.awaitNodes(second);
    }

    @Test
    void global_ordering_of_the_topics_is_refused_since_senders_would_wait() {
        HazelcastInstance shared = application();
        shared.getConfig().getTopicConfig("eventstore/*").setGlobalOrderingEnabled(true);
        String refusal = Await.failure(
                        ConfigurationException.class,
                        channel(first, TestSettings.running(shared)).connect(firstTold))
                .getMessage();
        assertTrue(refusal.contains(shared.getName()) && refusal.contains("eventstore/"), refusal);
    }

    @Test
    void what_is_no_message_is_passed_over() {
        HazelcastInstance shared = application();
        HazelcastChannel channel = channel(first, TestSettings.running(shared));
        connect(channel, firstTold);
        for (String topic : List.of("eventstore/instances", "eventstore/instances/" + first.name())) {
            shared.getTopic(topic).publish("a text");
            shared.getTopic(topic).publish(new byte[0]);
            shared.getTopic(topic).publish(new byte[] {1, 2, 3});
            shared.getTopic(topic).publish(new byte[100]);
        }
        channel.send(first, new byte[] {7});
        Await.until("the message comes", () -> !firstTold.received().isEmpty());
        assertArrayEquals(new byte[] {7}, firstTold.received().get(0));
    }

    /** Each sees both, and bytes get from the first to the second. */
    private void assertConnected() {
        firstTold.awaitNodes(first, second);
        secondTold.awaitNodes(first, second);
        ((HazelcastChannel) open.get(open.size() - 2)).send(second, new byte[] {1});
        Await.until("bytes come", () -> !secondTold.received().isEmpty());
    }

    private HazelcastInstance application() {
        HazelcastInstance instance = SharedInstanceTest.start("instances", applications.first(), false);
        open.add(0, instance::shutdown);
        return instance;
    }

    private HazelcastChannel channel(NodeId self, HazelcastSettings settings) {
        HazelcastChannel channel =
                new HazelcastChannel(self, TestSettings.of("instances", self, List.of(), ports.first(), 4), settings);
        open.add(channel);
        return channel;
    }

    private static void connect(HazelcastChannel channel, Told told) {
        Await.result(channel.connect(told));
    }
}
