package dev.eventstore.registry.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How nodes find each other when their configuration does not name them, and by files of the user. */
class JGroupsDiscoveryTest {

    @AutoClose
    private final PortBlock ports = PortBlock.take();

    @TempDir
    Path folder;

    @Test
    void known_nodes_that_start_together_do_not_wait_for_the_time_to_run_out() throws InterruptedException {
        Map<String, Object> settings = TestNode.with(
                cluster(),
                Map.of(
                        "eventstore.cluster.nodes",
                        List.of("node1@127.0.0.1", "node2@127.0.0.1", "node3@127.0.0.1"),
                        "eventstore.jgroups.discovery-timeout",
                        "2m"));
        try (TestNode first = TestNode.of(1, settings);
                TestNode second = TestNode.of(2, settings);
                TestNode third = TestNode.of(3, settings)) {
            List<TestNode> nodes = List.of(first, second, third);
            List<CompletionStage<Void>> started =
                    nodes.stream().map(TestNode::start).toList();
            started.forEach(Await::result);
            TestNode.assertOneCluster(TestNode.oldestFirst(nodes));
        }
    }

    @Test
    void a_node_that_knows_only_a_younger_one_joins_its_cluster() throws InterruptedException {
        Map<String, Object> settings = cluster();
        List<String> known = List.of(placed(1), placed(2));
        try (TestNode first = TestNode.connected(1, with(settings, "nodes", known));
                TestNode second = TestNode.connected(2, with(settings, "nodes", known))) {
            TestNode.assertOneCluster(first, second);
            for (int i = 0; i < 4; i++) {
                // As if it had the second one's name, it waits for one answer only.
                List<String> younger = List.of(placed(3), placed(2));
                try (TestNode third = TestNode.connected(3, with(settings, "nodes", younger))) {
                    assertTrue(third.sees(first), "it began a cluster of its own");
                }
            }
        }
    }

    private String placed(int node) {
        return "node" + node + "@127.0.0.1:" + (ports.first() + node - 1);
    }

    private static Map<String, Object> with(Map<String, Object> settings, String key, Object value) {
        return TestNode.with(settings, Map.of("eventstore.cluster." + key, value));
    }

    @Test
    void nodes_find_each_other_by_multicast_on_one_machine() throws InterruptedException {
        Map<String, Object> settings = TestNode.with(
                cluster(),
                Map.of(
                        "eventstore.jgroups.discovery",
                        "multicast",
                        "eventstore.jgroups.multicast.address",
                        "232.5.6.80",
                        "eventstore.jgroups.multicast.port",
                        ports.first(),
                        "eventstore.jgroups.multicast.ttl",
                        0));
        assertThreeForm(settings);
    }

    @Test
    void a_group_of_the_other_kind_of_address_is_refused() {
        try (TestNode node = TestNode.of(
                1,
                TestNode.with(
                        cluster(),
                        Map.of(
                                "eventstore.jgroups.discovery", "multicast",
                                "eventstore.jgroups.multicast.address", "ff02::5:6:7")))) {
            TestSettings.assertSays(
                    node.refusal(), "eventstore.jgroups.multicast.address", "127.0.0.1", "both IPv6 addresses");
        }
    }

    @Test
    void nodes_find_each_other_in_a_database() throws InterruptedException {
        try (TestDatabase database = PostgresForTests.newDatabase()) {
            assertThreeForm(jdbc(database.url()));
        }
    }

    @Test
    void a_node_starts_where_a_killed_cluster_has_left_its_rows() throws Exception {
        try (TestDatabase database = PostgresForTests.newDatabase()) {
            Map<String, Object> settings = jdbc(database.url());
            TestNode first = TestNode.connected(1, settings);
            TestNode second = TestNode.connected(2, settings);
            TestNode.assertOneCluster(first, second);
            first.kill();
            second.kill();
            try (TestNode next = TestNode.connected(1, settings);
                    TestNode joiner = TestNode.connected(2, settings)) {
                TestNode.assertOneCluster(next, joiner);
            }
        }
    }

    @Test
    void a_database_that_cannot_be_reached_ends_the_start_and_is_named() {
        String url = "jdbc:postgresql://me:hush@127.0.0.1:1/nodes?password=hush";
        try (TestNode node = TestNode.of(1, jdbc(url))) {
            String refusal = node.refusal();
            TestSettings.assertSays(
                    refusal,
                    "eventstore.jgroups.jdbc.url",
                    "jdbc:postgresql://127.0.0.1:1/nodes",
                    "start the database");
            assertFalse(refusal.contains("hush"), refusal);
        }
    }

    @Test
    void a_driver_that_is_not_on_the_path_ends_the_start_and_is_named() {
        Map<String, Object> settings =
                TestNode.with(jdbc("jdbc:none:nowhere"), Map.of("eventstore.jgroups.jdbc.driver", "no.such.Driver"));
        try (TestNode node = TestNode.of(1, settings)) {
            TestSettings.assertSays(
                    node.refusal(), "eventstore.jgroups.jdbc.driver", "no.such.Driver", "on the class or module path");
        }
    }

    @Test
    void nodes_find_each_other_by_the_files_of_the_documented_configuration() throws Exception {
        Path discovery = folder.resolve("discovery");
        String xml = documented("FILE_PING")
                .replace("/var/lib/eventstore/discovery", discovery.toString())
                .replace("7800", "" + ports.first());
        assertThreeForm(file(xml));
        assertTrue(Files.isDirectory(discovery), "no files were written");
    }

    @Test
    void nodes_find_each_other_by_the_names_of_the_documented_configuration() throws Exception {
        String xml = documented("dns.DNS_PING")
                .replace("nodes.eventstore.example.org", "127.0.0.1")
                .replace("site_local", "127.0.0.1")
                .replace("7800", "" + ports.first());
        assertThreeForm(file(xml));
    }

    @Test
    void a_file_that_is_no_configuration_ends_the_start_and_is_named() throws Exception {
        Map<String, Object> settings = file("<config><NO_SUCH_PROTOCOL/></config>");
        try (TestNode node = TestNode.of(1, settings)) {
            TestSettings.assertSays(
                    node.refusal(),
                    "eventstore.jgroups.config-file",
                    "jgroups.xml",
                    "NO_SUCH_PROTOCOL",
                    "correct the file");
        }
    }

    @Test
    void a_port_of_a_file_that_is_in_use_ends_the_start_and_the_file_is_named() throws Exception {
        Map<String, Object> settings = file(documented("FILE_PING")
                .replace("/var/lib/eventstore/discovery", folder.toString())
                .replace("port_range=\"10\"", "port_range=\"0\"")
                .replace("7800", "" + ports.first()));
        try (TestNode first = TestNode.connected(1, settings);
                TestNode second = TestNode.of(2, settings)) {
            TestSettings.assertSays(
                    second.refusal(), "eventstore.jgroups.config-file", "jgroups.xml", "" + ports.first());
            TestNode.assertOneCluster(first);
        }
    }

    @Test
    void a_file_that_listens_where_others_can_reach_it_without_a_secret_is_warned_of() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(JGroupsStart.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        lines.start();
        try {
            Path file = folder.resolve("jgroups.xml");
            InetAddress reachable = InetAddress.getByName("192.0.2.1");
            JGroupsStart.warnIfOpen(TestSettings.cluster(Map.of()), file, InetAddress.getLoopbackAddress());
            JGroupsStart.warnIfOpen(
                    TestSettings.cluster(Map.of("eventstore.cluster.secret", "correct")), file, reachable);
            assertEquals(List.of(), lines.list);
            JGroupsStart.warnIfOpen(TestSettings.cluster(Map.of()), file, reachable);
            assertEquals(1, lines.list.size());
            TestSettings.assertSays(
                    lines.list.get(0).getFormattedMessage(), "jgroups.xml", "192.0.2.1", "eventstore.cluster.secret");
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
    }

    private static void assertThreeForm(Map<String, Object> settings) throws InterruptedException {
        try (TestNode first = TestNode.connected(1, settings);
                TestNode second = TestNode.connected(2, settings);
                TestNode third = TestNode.connected(3, settings)) {
            TestNode.assertOneCluster(first, second, third);
            first.leave();
            Await.until("the first is gone", () -> !second.sees(first) && !third.sees(first));
            TestNode.assertOneCluster(second, third);
        }
    }

    private Map<String, Object> file(String xml) throws IOException {
        Path file = Files.writeString(folder.resolve("jgroups.xml"), xml);
        int notTheFiles = ports.first() + PortBlock.SIZE - 1;
        return TestNode.with(
                cluster(),
                Map.of(
                        "eventstore.jgroups.config-file",
                        file.toString(),
                        "eventstore.cluster.port",
                        notTheFiles,
                        "eventstore.cluster.port-range",
                        0));
    }

    private Map<String, Object> jdbc(String url) {
        return TestNode.with(
                cluster(), Map.of("eventstore.jgroups.discovery", "jdbc", "eventstore.jgroups.jdbc.url", url));
    }

    private Map<String, Object> cluster() {
        return Map.of(
                "eventstore.cluster.port",
                ports.first(),
                "eventstore.cluster.port-range",
                4,
                "eventstore.jgroups.discovery-timeout",
                "500ms");
    }

    /** The configuration with this discovery in the documentation. */
    private static String documented(String discovery) throws IOException {
        String text = Files.readString(Path.of("..", "docs", "jgroups.md"));
        List<String> found = Arrays.stream(text.split("```"))
                .filter(block -> block.startsWith("xml\n<config") && block.contains("<" + discovery + " "))
                .map(block -> block.substring("xml\n".length()))
                .toList();
        assertTrue(found.size() == 1, discovery + " stands in " + found.size() + " examples");
        return found.get(0);
    }
}
