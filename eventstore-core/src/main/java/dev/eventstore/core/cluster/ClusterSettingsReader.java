package dev.eventstore.core.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings.Listen;
import dev.eventstore.core.cluster.ClusterSettings.Times;
import dev.eventstore.core.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads {@link ClusterSettings} and refuses what cannot work, key by key and then together. Used once, by one thread. */
final class ClusterSettingsReader {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_NODES = 1_000;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_SYNC = Duration.ofDays(365);

    private final Settings settings;

    ClusterSettingsReader(Settings settings) {
        this.settings = settings;
    }

    ClusterSettings read(NodeId node) {
        List<NodeAddress> nodes = nodes();
        NodeAddress self = self(node, nodes);
        RingRules ring = ring();
        checkQuorum(ring, self, nodes);
        return new ClusterSettings(
                settings.text("name"),
                self,
                settings.optionalText("secret"),
                listen(self),
                nodes,
                sync(self),
                ring,
                new Times(time("round-timeout"), time("drain-timeout"), time("attach-timeout")));
    }

    private Duration time(String key) {
        return settings.duration(key, SHORTEST, LONGEST);
    }

    private Listen listen(NodeAddress self) {
        int port = (int) settings.number("port", 1, MAX_PORT);
        return new Listen(settings.optionalText("bind-address").orElse(self.host()), port, (int)
                settings.number("port-range", 0, Math.min(MAX_NODES, MAX_PORT - port)));
    }

    /** This node, with the port that {@code nodes} has for it. */
    private NodeAddress self(NodeId node, List<NodeAddress> nodes) {
        NodeAddress self = NodeAddress.parse(node.name())
                .filter(address -> address.port().isEmpty())
                .orElseThrow(() -> settings.refused(
                        "node",
                        "this node is called '" + node.name()
                                + "'; in a cluster a name such as node1@127.0.0.1 is needed, without a port, which"
                                + " belongs in eventstore.cluster.nodes or eventstore.cluster.port"));
        return nodes.stream()
                .filter(each -> each.name().equals(self.name()))
                .findFirst()
                .orElse(self);
    }

    private List<NodeAddress> nodes() {
        List<NodeAddress> nodes = addresses("nodes");
        Map<String, NodeAddress> places = new HashMap<>();
        for (NodeAddress node : nodes) {
            if (node.port().isPresent()) {
                NodeAddress other =
                        places.putIfAbsent(node.host() + " " + node.port().getAsInt(), node);
                if (other != null) {
                    throw settings.refused("nodes", other + " and " + node + " have one port; each needs its own");
                }
            }
        }
        return nodes;
    }

    private List<NodeAddress> addresses(String key) {
        List<NodeAddress> addresses = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : settings.texts(key)) {
            NodeAddress address = NodeAddress.parse(text)
                    .orElseThrow(() -> settings.refused(
                            key,
                            "'" + text + "' is no node; " + NodeAddress.FORM + " is allowed, ports from 1 to 65535"));
            if (!names.add(address.name())) {
                throw settings.refused(
                        key, "two nodes are called " + address.name() + "; each needs a name of its own");
            }
            addresses.add(address);
        }
        return addresses;
    }

    private SyncNodes sync(NodeAddress self) {
        List<String> mandatory = names("sync-nodes-mandatory", self);
        List<String> optional = names("sync-nodes-optional", self);
        for (String name : optional) {
            if (mandatory.contains(name)) {
                throw settings.refused(
                        "sync-nodes-optional", name + " stands in sync-nodes-mandatory, too; leave it in one of them");
            }
        }
        Optional<Duration> timeout =
                settings.text("sync-nodes-timeout").equals("infinite") ? Optional.empty() : Optional.of(syncTimeout());
        return new SyncNodes(mandatory, optional, timeout);
    }

    private Duration syncTimeout() {
        String key = "sync-nodes-timeout";
        if (settings.text(key).matches("[\\d.]+\\s*[a-zA-Zµ]*")) {
            return settings.duration(key, Duration.ZERO, LONGEST_SYNC);
        }
        throw settings.refused(key, "a time such as 30 s, or infinite, is allowed");
    }

    private List<String> names(String key, NodeAddress self) {
        return addresses(key).stream()
                .map(NodeAddress::name)
                .filter(name -> !name.equals(self.name()))
                .toList();
    }

    private RingRules ring() {
        String distribution = settings.choice(
                "distribution",
                Arrays.stream(Distribution.values()).map(Distribution::id).toList());
        boolean quorate = distribution.equals(Distribution.STATIC_QUORUM_RING.id());
        OptionalInt size = quorumSize();
        if (quorate && size.isEmpty()) {
            throw settings.refused(
                    "static-quorum-size",
                    "distribution static-quorum-ring needs it: more than half of the nodes, 2 for three nodes");
        }
        return new RingRules(
                quorate ? Distribution.STATIC_QUORUM_RING : Distribution.RING,
                quorate ? size.getAsInt() : 1,
                expressions("node-whitelist"),
                expressions("node-blacklist"),
                weights());
    }

    private OptionalInt quorumSize() {
        String key = "static-quorum-size";
        return settings.optionalText(key).isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) settings.number(key, 1, MAX_NODES));
    }

    private List<String> expressions(String key) {
        List<String> expressions = settings.texts(key);
        for (String expression : expressions) {
            try {
                Pattern.compile(expression);
            } catch (PatternSyntaxException wrong) {
                throw settings.refused(
                        key,
                        "'" + expression + "' is no regular expression: " + wrong.getDescription() + " near index "
                                + wrong.getIndex());
            }
        }
        return expressions;
    }

    private Map<String, Integer> weights() {
        Map<String, Integer> weights = new HashMap<>();
        for (String text : settings.texts("weights")) {
            int equals = text.lastIndexOf('=');
            String node = equals < 0 ? "" : text.substring(0, equals).strip();
            String number = text.substring(equals + 1).strip();
            int weight = number.matches("\\d{1,3}") ? Integer.parseInt(number) : 0;
            boolean named =
                    NodeAddress.parse(node).filter(a -> a.port().isEmpty()).isPresent();
            if (!named || weight < 1 || weight > RingRules.MAX_WEIGHT) {
                throw settings.refused(
                        "weights",
                        "'" + text + "' is no weight; name@host=n with n from 1 to " + RingRules.MAX_WEIGHT
                                + " is allowed");
            }
            if (weights.put(node, weight) != null) {
                throw settings.refused("weights", node + " has two weights; leave one");
            }
        }
        return weights;
    }

    /** What is known beforehand of who can be in the ring; with discovery that is nothing. */
    private void checkQuorum(RingRules ring, NodeAddress self, List<NodeAddress> nodes) {
        if (nodes.isEmpty() || ring.distribution() == Distribution.RING) {
            return;
        }
        Set<String> members = new TreeSet<>();
        nodes.forEach(node -> members.add(node.name()));
        members.add(self.name());
        members.removeIf(name -> !ring.admits(name));
        int quorum = ring.quorum();
        if (quorum > members.size()) {
            throw settings.refused(
                    "static-quorum-size",
                    "at most " + members.size() + " is allowed, the number of nodes that run processes: " + members);
        }
        if (members.size() > 2 * quorum - 1 && !settings.flag("allow-two-quorums")) {
            throw settings.refused(
                    "static-quorum-size",
                    (members.size() / 2 + 1) + " or more is needed for the " + members.size()
                            + " nodes that run processes: " + members + "; with " + quorum
                            + " two groups of them could be a quorum each. Or allow that: eventstore.cluster."
                            + "allow-two-quorums = true");
        }
    }
}
