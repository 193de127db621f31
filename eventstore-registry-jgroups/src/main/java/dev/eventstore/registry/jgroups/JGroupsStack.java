package dev.eventstore.registry.jgroups;

import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.registry.jgroups.JGroupsSettings.Jdbc;
import dev.eventstore.registry.jgroups.JGroupsSettings.Multicast;
import dev.eventstore.registry.jgroups.JGroupsSettings.Times;
import dev.eventstore.registry.jgroups.auth.ClusterToken;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jgroups.protocols.AUTH;
import org.jgroups.protocols.Discovery;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.JDBC_PING2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MPING;
import org.jgroups.protocols.SYM_ENCRYPT;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;

/**
 * Our own stack of JGroups' protocols: TCP between the nodes. A closed socket tells of a killed node, missing heartbeats of a
 * silent one; both are asked once more before they are removed. Used once, by one thread.
 */
final class JGroupsStack {

    private static final int SEND_QUEUE = 8_192;

    /** How often a node asks the oldest to be let in, until it begins a cluster of its own, which is merged later. */
    private static final int JOIN_ATTEMPTS = 4;

    /** So long a merge waits for whoever does not answer, as a node that was killed meanwhile; until then nobody is let in. */
    private static final int MERGE_MILLIS = 1_500;

    /** A mode without blocks that tell equal ones apart; its start must be random, so many bytes. */
    private static final String CIPHER = "AES/CBC/PKCS5Padding";

    private static final int CIPHER_START_BYTES = 16;

    private final ClusterSettings cluster;
    private final JGroupsSettings settings;

    JGroupsStack(ClusterSettings cluster, JGroupsSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /**
     * The protocols, the transport first.
     *
     * @return protocols for one channel
     * @throws ConfigurationException if a host has no address, or if there is no secret and the address is no loopback one
     */
    List<Protocol> protocols() {
        InetAddress address = ownAddress();
        Times times = settings.times();
        List<Protocol> protocols = new ArrayList<>();
        protocols.add(transport(address));
        protocols.add(discovery(address));
        protocols.add(new MERGE3().setMinInterval(500).setMaxInterval(1_500).setCheckInterval(2_000));
        protocols.add(new FD_SOCK2()
                .setBindAddress(address)
                .setPortRange(cluster.listen().portRange() + 3));
        protocols.add(new FD_ALL3()
                .setTimeout(times.silent().toMillis())
                .setInterval(times.heartbeat().toMillis()));
        protocols.add(new VERIFY_SUSPECT2().setTimeout(times.verify().toMillis()));
        settings.key()
                .ifPresent(key -> protocols.add(
                        new SYM_ENCRYPT().setSecretKey(key).symAlgorithm(CIPHER).symIvLength(CIPHER_START_BYTES)));
        protocols.add(new NAKACK2());
        protocols.add(new UNICAST3());
        protocols.add(new STABLE());
        settings.token().ifPresent(secret -> protocols.add(authentication(secret)));
        protocols.add(new GMS()
                .setJoinTimeout(times.discovery().toMillis())
                .setMaxJoinAttempts(JOIN_ATTEMPTS)
                .setLeaveTimeout(1_000)
                .setViewAckCollectionTimeout(500)
                .setMergeTimeout(MERGE_MILLIS)
                .printLocalAddress(false));
        protocols.add(new FRAG4());
        return protocols;
    }

    private InetAddress ownAddress() {
        String host = cluster.listen().host();
        InetAddress address = address(host.equals(cluster.self().host()) ? "node" : "bind-address", host);
        if (cluster.secret().isEmpty() && !address.isLoopbackAddress()) {
            throw new ConfigurationException(
                    "eventstore.cluster.secret",
                    "null",
                    "a secret is needed to listen on " + address.getHostAddress()
                            + ", since others can reach it; without one only loopback addresses such as 127.0.0.1 are"
                            + " allowed. Set the same secret on every node",
                    null);
        }
        return address;
    }

    /** Bytes leave through a queue for each connection, so that no sender waits for a receiver that does not read. */
    private Protocol transport(InetAddress address) {
        List<Integer> ports = cluster.ports(cluster.self());
        TCP tcp = new NodeTcp();
        tcp.setSockConnTimeout((int) settings.times().connect().toMillis()).setLinger(-1);
        tcp.nonBlockingSends(true).maxSendQueue(SEND_QUEUE).tcpNodelay(true);
        tcp.setBindAddress(address).setBindPort(ports.get(0)).setPortRange(ports.size() - 1);
        tcp.setLogDiscardMessages(false);
        return tcp;
    }

    private AUTH authentication(String secret) {
        AUTH auth = new AUTH();
        ClusterToken token = new ClusterToken(secret, cluster.name());
        token.setAuth(auth);
        return auth.setAuthToken(token);
    }

    private Discovery discovery(InetAddress address) {
        if (settings.discovery() instanceof Multicast multicast) {
            return multicast(multicast, address);
        }
        if (settings.discovery() instanceof Jdbc jdbc) {
            JDBC_PING2 ping = new JDBC_PING2()
                    .setConnectionUrl(jdbc.url())
                    .setConnectionUsername(jdbc.user().orElse(null))
                    .setConnectionPassword(jdbc.password().orElse(null))
                    .setConnectionDriver(jdbc.driver());
            ping.removeAllDataOnViewChange(true);
            return ping;
        }
        return knownNodes();
    }

    private static Discovery multicast(Multicast multicast, InetAddress address) {
        if (!multicast.group().getClass().equals(address.getClass())) {
            throw new ConfigurationException(
                    "eventstore.jgroups.multicast.address",
                    multicast.group().getHostAddress(),
                    "this node listens on " + address.getHostAddress()
                            + "; both must be IPv4 addresses or both IPv6 addresses",
                    null);
        }
        return new MPING()
                .setMcastAddr(multicast.group())
                .setMcastPort(multicast.port())
                .setTTL(multicast.ttl())
                .setBindAddr(address);
    }

    /** The first ports of all nodes are asked first: most nodes are there. */
    private Discovery knownNodes() {
        List<NodeAddress> nodes = cluster.nodes().isEmpty() ? List.of(cluster.self()) : cluster.nodes();
        List<InetAddress> hosts =
                nodes.stream().map(node -> address("nodes", node.host())).toList();
        Set<InetSocketAddress> places = new LinkedHashSet<>();
        for (int offset = 0; offset <= cluster.listen().portRange(); offset++) {
            for (int i = 0; i < hosts.size(); i++) {
                List<Integer> ports = cluster.ports(nodes.get(i));
                if (offset < ports.size()) {
                    places.add(new InetSocketAddress(hosts.get(i), ports.get(offset)));
                }
            }
        }
        String self = cluster.self().name();
        long others = nodes.stream().filter(node -> !node.name().equals(self)).count();
        return new KnownNodes((int) others).initialHosts(places);
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
