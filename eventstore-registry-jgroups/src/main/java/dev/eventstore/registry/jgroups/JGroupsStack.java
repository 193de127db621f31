package dev.eventstore.registry.jgroups;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.NodeAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;

/**
 * Our own stack of JGroups' protocols: TCP between the nodes of the configuration. A closed socket tells of a killed node,
 * missing heartbeats of a silent one; both are asked once more before they are removed. Stateless.
 */
final class JGroupsStack {

    /** A first node waits so long for others that start with it; a joiner goes on as soon as it has found the oldest. */
    private static final int DISCOVERY_MILLIS = 1_500;

    /** Asked again within that time: a node that was not yet listening at first is found too. */
    private static final int DISCOVERY_RUNS = 3;

    private static final int SILENT_MILLIS = 2_000;
    private static final int HEARTBEAT_MILLIS = 250;
    private static final int ASK_ONCE_MORE_MILLIS = 100;
    private static final int CONNECT_MILLIS = 300;
    private static final int SEND_QUEUE = 8_192;

    private JGroupsStack() {}

    /**
     * The protocols, the transport first.
     *
     * @param settings the cluster
     * @return protocols for one channel
     * @throws ConfigurationException if a host has no address, or if there is no secret and the address is no loopback one
     */
    static List<Protocol> protocols(ClusterSettings settings) {
        String host = settings.listen().host();
        InetAddress address = address(host.equals(settings.self().host()) ? "node" : "bind-address", host);
        if (settings.secret().isEmpty() && !address.isLoopbackAddress()) {
            throw new ConfigurationException(
                    "eventstore.cluster.secret",
                    "null",
                    "a secret is needed to listen on " + address.getHostAddress()
                            + ", since others can reach it; without one only loopback addresses such as 127.0.0.1 are"
                            + " allowed. Set the same secret on every node",
                    null);
        }
        return List.of(
                transport(settings, address),
                discovery(settings),
                new MERGE3().setMinInterval(500).setMaxInterval(1_500).setCheckInterval(2_000),
                new FD_SOCK2()
                        .setBindAddress(address)
                        .setPortRange(settings.listen().portRange() + 3),
                new FD_ALL3().setTimeout(SILENT_MILLIS).setInterval(HEARTBEAT_MILLIS),
                new VERIFY_SUSPECT2().setTimeout(ASK_ONCE_MORE_MILLIS),
                new NAKACK2(),
                new UNICAST3(),
                new STABLE(),
                new GMS()
                        .setJoinTimeout(DISCOVERY_MILLIS)
                        .setLeaveTimeout(1_000)
                        .setViewAckCollectionTimeout(500)
                        .printLocalAddress(false),
                new FRAG4());
    }

    /** Bytes leave through a queue for each connection, so that no sender waits for a receiver that does not read. */
    private static Protocol transport(ClusterSettings settings, InetAddress address) {
        List<Integer> ports = settings.ports(settings.self());
        TCP tcp = new TCP();
        tcp.setSockConnTimeout(CONNECT_MILLIS).setLinger(-1);
        tcp.nonBlockingSends(true).maxSendQueue(SEND_QUEUE).tcpNodelay(true);
        tcp.setBindAddress(address).setBindPort(ports.get(0)).setPortRange(ports.size() - 1);
        tcp.setLogDiscardMessages(false);
        return tcp;
    }

    private static Protocol discovery(ClusterSettings settings) {
        List<NodeAddress> nodes = settings.nodes().isEmpty() ? List.of(settings.self()) : settings.nodes();
        List<InetSocketAddress> hosts = nodes.stream()
                .flatMap(node -> {
                    InetAddress host = address("nodes", node.host());
                    return settings.ports(node).stream().map(port -> new InetSocketAddress(host, port));
                })
                .distinct()
                .toList();
        return new TCPPING().initialHosts(hosts).portRange(0).numDiscoveryRuns(DISCOVERY_RUNS);
    }

    private static InetAddress address(String key, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new ConfigurationException(
                    "eventstore.cluster." + key,
                    host,
                    "this host has no address here; correct its name, or give its IP address",
                    unknown);
        }
    }
}
