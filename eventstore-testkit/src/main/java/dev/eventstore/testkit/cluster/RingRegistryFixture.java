package dev.eventstore.testkit.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.channel.PortBlock;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;

/**
 * The registry of several nodes over any channel: it brings storage in memory and settings; what it needs is a network of
 * channels that can be killed and cut. Thread-safe.
 */
public final class RingRegistryFixture implements RegistryFixture {

    private static final String SECRET = "a secret of the suites";

    /** The registry is given its settings, so it reads none. */
    private static final Settings NONE = (Settings) Proxy.newProxyInstance(
            RingRegistryFixture.class.getClassLoader(), new Class<?>[] {Settings.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException("the suites have no configuration: " + method.getName());
            });

    private final Network network;
    private final Duration budget;
    private final PortBlock ports = PortBlock.take();
    private final InMemoryDatabase database = new InMemoryDatabase();
    private final Map<NodeId, ClusterChannel> channels = new ConcurrentHashMap<>();

    /**
     * A cluster without nodes.
     *
     * @param network makes channels, ends and cuts them; closed with the fixture
     * @param budget the most that may pass until all nodes that reach each other are in one view
     */
    public RingRegistryFixture(Network network, Duration budget) {
        this.network = network;
        this.budget = budget;
    }

    /** The channels of one test. Called by the test's thread, {@link #newChannel} by others, too. */
    public interface Network extends AutoCloseable {

        /**
         * The channel of one more node, not connected yet.
         *
         * @param settings the cluster; nobody else uses the ports that it names
         * @param self the node
         * @return a fresh channel
         */
        ClusterChannel newChannel(ClusterSettings settings, NodeId self);

        /**
         * Whether bytes from one node to another come in the order in which they were sent, while no link is cut.
         *
         * @return false if they may overtake each other
         */
        boolean ordered();

        /**
         * Ends a node as if its program was killed: it says nothing to anybody.
         *
         * @param channel a channel that is connected
         */
        void kill(ClusterChannel channel);

        /**
         * From now on nothing that one channel sends reaches another, of which one may not be connected yet.
         *
         * @param from the channel that is not heard
         * @param sender its node
         * @param to the channel that does not hear it
         * @param receiver its node
         */
        void cut(ClusterChannel from, NodeId sender, ClusterChannel to, NodeId receiver);

        /**
         * Ends the cuts of a channel.
         *
         * @param channel a channel that is connected
         */
        void heal(ClusterChannel channel);

        /** Removes what is left; the channels that were not killed are closed. */
        @Override
        void close();
    }

    @Override
    public Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time) {
        ClusterSettings settings = settings(self);
        RegistryProvider.Context context = new RegistryProvider.Context(
                self,
                NONE,
                processes,
                codec,
                time,
                ForkJoinPool.commonPool()::execute,
                UUID::randomUUID,
                new InMemoryStorage(database, ForkJoinPool.commonPool(), time, Observer.NONE).cluster(),
                Observer.NONE);
        ClusterChannel channel = network.newChannel(settings, self);
        channels.put(self, channel);
        return RingRegistry.over(context, settings, channel);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(3, Copies.BETWEEN_NODES, network.ordered());
    }

    @Override
    public void kill(NodeId node) {
        network.kill(channel(node));
        channels.remove(node);
    }

    @Override
    public void cut(NodeId from, NodeId to) {
        network.cut(channel(from), from, channel(to), to);
    }

    @Override
    public void heal() {
        channels.values().forEach(network::heal);
    }

    @Override
    public Duration convergenceBudget() {
        return budget;
    }

    @Override
    public void close() {
        network.close();
        ports.close();
    }

    private ClusterChannel channel(NodeId node) {
        ClusterChannel channel = channels.get(node);
        if (channel == null) {
            throw new IllegalArgumentException("no node of this cluster, or it was killed: " + node);
        }
        return channel;
    }

    private ClusterSettings settings(NodeId self) {
        NodeAddress address = new NodeAddress(self.name(), "127.0.0.1", OptionalInt.empty());
        return new ClusterSettings(
                "suite",
                address,
                Optional.of(SECRET),
                new ClusterSettings.Listen("127.0.0.1", ports.first(), PortBlock.SIZE - 1),
                List.of(address),
                new SyncNodes(List.of(), List.of(), Optional.of(Duration.ZERO)),
                new RingRules(
                        Distribution.STATIC_QUORUM_RING,
                        QUORUM,
                        List.of(),
                        List.of("^" + OBSERVER),
                        Map.of(HEAVY + "@127.0.0.1", HEAVY_SHARES)),
                new ClusterSettings.Times(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }
}
