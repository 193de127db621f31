package dev.eventstore.registry.hazelcast;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MulticastConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.registry.hazelcast.HazelcastSettings.Multicast;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Hazelcast's configuration of our own instance: a member without data, on whose port nobody but members is served.
 * Stateless.
 */
final class OwnConfig {

    private static final int LOOK_SECONDS = 1;

    /** So many of its own heartbeats, one a second, Hazelcast is let miss at least. */
    private static final int LEAST_HEARTBEATS = 3;

    private OwnConfig() {}

    /**
     * The configuration.
     *
     * @param cluster the cluster
     * @param settings how nodes find each other
     * @param instance the instance's name, unlike every other's in this program
     * @param members where its members are, once it runs
     * @throws ConfigurationException if a host has no address, or if there is no secret and the address is no loopback one
     */
    static Config of(
            ClusterSettings cluster,
            HazelcastSettings settings,
            String instance,
            Supplier<Set<InetSocketAddress>> members) {
        InetAddress address = own(cluster);
        Config config = new Config(instance);
        config.setClusterName(cluster.name());
        config.setLiteMember(true);
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(failuresOnly());
        config.getTopicConfig("default").setStatisticsEnabled(false);
        AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
        network.setMemberEndpointConfig(listening(cluster, address));
        joining(network.getJoin(), cluster, settings, members);
        properties(settings.silentAfter()).forEach(config::setProperty);
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty(
                "hazelcast.discovery.enabled", "" + settings.multicast().isEmpty());
        config.setProperty("hazelcast.prefer.ipv4.stack", "" + !(address instanceof Inet6Address));
        config.setProperty("hazelcast.multicast.socket.set.interface", "true");
        // What a member that has just gone does not answer is asked once more after that, instead of after a minute.
        config.setProperty("hazelcast.operation.call.timeout.millis", "3000");
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        return config;
    }

    /** What every instance that we make is given, where the user's file does not say otherwise. */
    static Map<String, String> properties(Duration silentAfter) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("hazelcast.phone.home.enabled", "false");
        properties.put("hazelcast.logging.type", "slf4j");
        properties.put("hazelcast.shutdownhook.enabled", "false");
        // Without these who joins is let wait for others that may come, too, again after each that comes.
        properties.put("hazelcast.wait.seconds.before.join", "0");
        properties.put("hazelcast.max.wait.seconds.before.join", "0");
        // Presence finds the silent ones first; after it they are put out of Hazelcast, too.
        properties.put("hazelcast.heartbeat.interval.seconds", "1");
        properties.put(
                "hazelcast.max.no.heartbeat.seconds", "" + Math.max(LEAST_HEARTBEATS, silentAfter.toSeconds() + 1));
        properties.put("hazelcast.connection.monitor.max.faults", "1");
        properties.put("hazelcast.socket.connect.timeout.seconds", "1");
        // How soon parts of a cluster that was cut find each other again.
        properties.put("hazelcast.merge.first.run.delay.seconds", "2");
        properties.put("hazelcast.merge.next.run.delay.seconds", "2");
        // One of 100,000 messages waits for an answer; no sender of ours may be held by that.
        properties.put("hazelcast.event.sync.timeout.millis", "1");
        return properties;
    }

    /** The address to listen on. */
    private static InetAddress own(ClusterSettings cluster) {
        String host = cluster.listen().host();
        String key = host.equals(cluster.self().host()) ? "node" : "bind-address";
        InetAddress address = address(key, host);
        if (cluster.secret().isEmpty() && !address.isLoopbackAddress()) {
            throw new ConfigurationException(
                    "eventstore.cluster.secret",
                    "null",
                    "a secret is needed to listen on " + address.getHostAddress()
                            + ", since others can reach it; without one only loopback addresses such as 127.0.0.1 are"
                            + " allowed. Set the same secret on every node",
                    null);
        }
        if (!isOnThisMachine(address)) {
            throw new ConfigurationException(
                    "eventstore.cluster." + key,
                    host,
                    "no network interface of this machine has the address " + address.getHostAddress()
                            + "; give one that has, in eventstore.cluster.bind-address if others call another",
                    null);
        }
        return address;
    }

    private static boolean isOnThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** What we send is bytes; Hazelcast reads nothing by Java's serialization but its own operations' failures. */
    private static JavaSerializationFilterConfig failuresOnly() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        filter.getWhitelist().addPrefixes("com.hazelcast.", "java.lang.", "java.io.", "java.net.", "java.util.", "[");
        return filter;
    }

    private static ServerSocketEndpointConfig listening(ClusterSettings cluster, InetAddress address) {
        List<Integer> ports = cluster.ports(cluster.self());
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(ports.get(0)).setPortCount(ports.size()).setPortAutoIncrement(ports.size() > 1);
        endpoint.getInterfaces().setEnabled(true).addInterface(address.getHostAddress());
        return endpoint;
    }

    private static void joining(
            JoinConfig join,
            ClusterSettings cluster,
            HazelcastSettings settings,
            Supplier<Set<InetSocketAddress>> members) {
        join.getAutoDetectionConfig().setEnabled(false);
        MulticastConfig multicast = join.getMulticastConfig().setEnabled(false);
        // Our discovery goes by this, too: so long those that start together look for a first one among them.
        join.getTcpIpConfig().setEnabled(false).setConnectionTimeoutSeconds(LOOK_SECONDS);
        if (settings.multicast().isPresent()) {
            Multicast calls = settings.multicast().get();
            multicast
                    .setEnabled(true)
                    .setLoopbackModeEnabled(true)
                    .setMulticastGroup(calls.group())
                    .setMulticastPort(calls.port())
                    .setMulticastTimeToLive(calls.timeToLive())
                    .setMulticastTimeoutSeconds((int) calls.timeout().toSeconds());
            return;
        }
        join.getDiscoveryConfig()
                .addDiscoveryStrategyConfig(NodeDiscovery.of(places(cluster), members, settings.silentAfter()));
    }

    /** Where the known nodes may listen. */
    private static Set<InetSocketAddress> places(ClusterSettings cluster) {
        Set<InetSocketAddress> places = new LinkedHashSet<>();
        List<NodeAddress> nodes = cluster.nodes().isEmpty() ? List.of(cluster.self()) : cluster.nodes();
        for (NodeAddress node : nodes) {
            InetAddress address = address("nodes", node.host());
            cluster.ports(node).forEach(port -> places.add(new InetSocketAddress(address, port)));
        }
        return places;
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
