package dev.eventstore.core.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.config.ConfigurationLoader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {

    private static final List<String> THREE = List.of("a@127.0.0.1", "b@127.0.0.1", "c@127.0.0.1");

    private final Map<String, Object> settings = new HashMap<>(Map.of("eventstore.cluster.static-quorum-size", 2));
    private String self = "a@127.0.0.1";

    @Test
    void a_quorum_is_all_that_must_be_said() {
        ClusterSettings read = read();
        assertEquals("eventstore", read.name());
        assertEquals(new NodeAddress("a@127.0.0.1", "127.0.0.1", OptionalInt.empty()), read.self());
        assertEquals(Optional.empty(), read.secret());
        assertEquals(new ClusterSettings.Listen("127.0.0.1", 7800, 10), read.listen());
        assertEquals(List.of(), read.nodes());
        assertEquals(new SyncNodes(List.of(), List.of(), Optional.of(Duration.ofSeconds(30))), read.sync());
        assertEquals(new RingRules(Distribution.STATIC_QUORUM_RING, 2, List.of(), List.of(), Map.of()), read.ring());
        assertEquals(
                new ClusterSettings.Times(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(1)),
                read.times());
    }

    @Test
    void nodes_may_have_ports_and_others_are_looked_for_in_the_range() {
        set("nodes", List.of("a@127.0.0.1:9000", "b@[::1]:9001", "c@db-3.example"));
        set("port-range", 2);
        ClusterSettings read = read();
        assertEquals(List.of(9000), read.ports(read.self()), "this node listens where nodes says");
        assertEquals(
                new NodeAddress("b@[::1]", "::1", OptionalInt.of(9001)),
                read.nodes().get(1));
        assertEquals(List.of(7800, 7801, 7802), read.ports(read.nodes().get(2)));
        assertEquals("db-3.example", read.nodes().get(2).host());
    }

    @Test
    void a_node_waits_for_others_only_and_perhaps_for_ever() {
        set("sync-nodes-mandatory", List.of("a@127.0.0.1", "b@127.0.0.1"));
        set("sync-nodes-optional", List.of("c@127.0.0.1"));
        set("sync-nodes-timeout", "infinite");
        assertEquals(new SyncNodes(List.of("b@127.0.0.1"), List.of("c@127.0.0.1"), Optional.empty()), read().sync());
    }

    @Test
    void a_blacklist_keeps_nodes_out_of_the_ring_and_a_whitelist_alone_decides() {
        set("node-blacklist", List.of("^primary@.+$", "b@127.0.0.1"));
        RingRules black = read().ring();
        assertFalse(black.admits("primary@host"));
        assertFalse(black.admits("b@127.0.0.1"));
        assertTrue(black.admits("a-primary@host"));
        set("node-whitelist", List.of("primary", "^c@"));
        RingRules white = read().ring();
        assertTrue(white.admits("primary@host"), "in the whitelist, so the blacklist is not asked");
        assertTrue(white.admits("c@host"));
        assertFalse(white.admits("a@127.0.0.1"));
    }

    @Test
    void a_node_may_keep_itself_out_of_the_ring() {
        set("nodes", THREE);
        set("node-blacklist", List.of("^primary@.+$"));
        self = "primary@127.0.0.1";
        assertFalse(read().ring().admits(self));
    }

    @Test
    void a_node_has_one_share_unless_weights_say_otherwise() {
        set("weights", List.of("b@127.0.0.1=3", "odd=name@127.0.0.1 = 2"));
        RingRules ring = read().ring();
        assertEquals(1, ring.weight("a@127.0.0.1"));
        assertEquals(3, ring.weight("b@127.0.0.1"));
        assertEquals(2, ring.weight("odd=name@127.0.0.1"));
    }

    @Test
    void a_ring_has_a_quorum_of_one_whatever_the_size_says() {
        set("distribution", "ring");
        set("nodes", THREE);
        assertEquals(1, read().ring().quorum());
    }

    @Test
    void a_quorum_size_must_be_set_and_fit_the_nodes_that_run_processes() {
        set("nodes", THREE);
        settings.remove("eventstore.cluster.static-quorum-size");
        refused("static-quorum-size", "(nothing)", "more than half of the nodes");
        set("static-quorum-size", 0);
        refused("static-quorum-size", "0", "a whole number from 1 to 1000");
        set("static-quorum-size", 4);
        refused("static-quorum-size", "4", "at most 3 is allowed");
        set("node-blacklist", List.of("^c@"));
        set("static-quorum-size", 3);
        refused("static-quorum-size", "3", "at most 2 is allowed");
    }

    @Test
    void nodes_of_which_two_groups_could_be_a_quorum_must_be_allowed() {
        set("nodes", List.of("a@127.0.0.1", "b@127.0.0.1", "c@127.0.0.1", "d@127.0.0.1"));
        refused("static-quorum-size", "2", "3 or more is needed for the 4 nodes");
        set("node-blacklist", List.of("^d@"));
        assertEquals(2, read().ring().quorum(), "three of them run processes");
        set("node-blacklist", List.of());
        set("allow-two-quorums", true);
        assertEquals(4, read().nodes().size());
        set("allow-two-quorums", false);
        set("nodes", THREE);
        self = "unnamed@127.0.0.1";
        refused("static-quorum-size", "2", "3 or more is needed for the 4 nodes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a@", "@host", "a@host:0", "a@host:65536", "a@host:port", "a@::1", "a b@host", ""})
    void what_is_no_node_is_refused(String text) {
        set("nodes", List.of(text));
        refused("nodes", text, "'" + text + "' is no node; name@host or name@host:port");
    }

    @Test
    void two_nodes_of_one_name_or_one_port_are_refused() {
        set("nodes", List.of("a@127.0.0.1:1", "a@127.0.0.1:2"));
        refused("nodes", "a@127.0.0.1", "two nodes are called a@127.0.0.1");
        set("nodes", List.of("a@127.0.0.1:1", "b@127.0.0.1:1"));
        refused("nodes", "b@127.0.0.1", "a@127.0.0.1:1 and b@127.0.0.1:1 have one port");
        set("nodes", THREE);
        set("sync-nodes-mandatory", List.of("b@127.0.0.1"));
        set("sync-nodes-optional", List.of("b@127.0.0.1"));
        refused("sync-nodes-optional", "b@127.0.0.1", "sync-nodes-mandatory, too");
    }

    @Test
    void a_node_without_a_host_or_with_a_port_in_its_name_is_refused() {
        self = "alone";
        refused("node", "(nothing)", "this node is called 'alone'");
        self = "a@127.0.0.1:7800";
        refused("node", "(nothing)", "without a port");
    }

    @Test
    void other_values_that_cannot_be_are_refused() {
        set("node-blacklist", List.of("ok", "(open"));
        refused("node-blacklist", "(open", "'(open' is no regular expression: Unclosed group near index 5");
        set("node-blacklist", List.of());
        for (String weight : List.of("a@host=0", "a@host=101", "a@host", "=2", "a@host=x", "a@host:1=2")) {
            set("weights", List.of(weight));
            refused("weights", weight, "'" + weight + "' is no weight; name@host=n with n from 1 to 100");
        }
        set("weights", List.of("a@host=1", "a@host=2"));
        refused("weights", "a@host=1", "a@host has two weights");
        set("weights", List.of());
        set("sync-nodes-timeout", "never");
        refused("sync-nodes-timeout", "never", "or infinite");
        set("sync-nodes-timeout", "10s");
        set("distribution", "mesh");
        refused("distribution", "mesh", "one of [static-quorum-ring, ring]");
        set("distribution", "ring");
        set("port", 65_530);
        refused("port-range", "10", "a whole number from 0 to 5");
        set("port", 7800);
        set("drain-timeout", "0s");
        refused("drain-timeout", "0s", "a time such as");
    }

    @Test
    void the_secret_is_not_shown() {
        set("secret", "hush");
        assertEquals(Optional.of("hush"), read().secret());
        assertFalse(read().toString().contains("hush"));
    }

    private void set(String key, Object value) {
        settings.put("eventstore.cluster." + key, value);
    }

    private ClusterSettings read() {
        return ClusterSettings.of(
                ConfigurationLoader.load(Optional.empty(), settings, getClass().getClassLoader()),
                new NodeId(self, new UUID(0, 1)));
    }

    private void refused(String key, String value, String allowed) {
        ConfigurationException refused = assertThrows(ConfigurationException.class, this::read);
        assertEquals("eventstore.cluster." + key, refused.key());
        assertTrue(refused.value().contains(value), refused.getMessage());
        assertTrue(refused.allowed().contains(allowed), refused.getMessage());
    }
}
