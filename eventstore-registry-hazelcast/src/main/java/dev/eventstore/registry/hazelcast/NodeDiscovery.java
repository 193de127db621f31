package dev.eventstore.registry.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds members at the addresses of the known nodes. Hazelcast's own joiner would do, but for its waits: it gives every address
 * where something listens up to ten seconds, again and again, before a first member begins a cluster. Thread-safe: immutable.
 */
final class NodeDiscovery implements DiscoveryStrategyFactory {

    /** So long a machine that may be down is waited for, and a program that may be no member. */
    private static final Duration BUDGET = Duration.ofSeconds(1);

    private final Set<InetSocketAddress> addresses;
    private final Supplier<Set<InetSocketAddress>> members;
    private final Duration silentAfter;

    private NodeDiscovery(
            Set<InetSocketAddress> addresses, Supplier<Set<InetSocketAddress>> members, Duration silentAfter) {
        this.addresses = Set.copyOf(addresses);
        this.members = members;
        this.silentAfter = silentAfter;
    }

    /**
     * As Hazelcast's configuration wants it.
     *
     * @param addresses where members may be
     * @param members where the members of this member's cluster are, which need not be called
     * @param silentAfter after how much silence a member is taken for lost
     */
    static DiscoveryStrategyConfig of(
            Set<InetSocketAddress> addresses, Supplier<Set<InetSocketAddress>> members, Duration silentAfter) {
        return new DiscoveryStrategyConfig(new NodeDiscovery(addresses, members, silentAfter), Map.of());
    }

    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
        return Strategy.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // Hazelcast's signature.
    public DiscoveryStrategy newDiscoveryStrategy(
            @Nullable DiscoveryNode self, ILogger logger, @Nullable Map<String, Comparable> properties) {
        return new Strategy(this, self, logger);
    }

    @Override
    public @Nullable Collection<PropertyDefinition> getConfigurationProperties() {
        return List.of();
    }

    private List<DiscoveryNode> discovered(@Nullable DiscoveryNode self) {
        Set<InetSocketAddress> here = members.get();
        List<InetSocketAddress> others = addresses.stream()
                .filter(address -> !here.contains(address) && !isAt(self, address))
                .toList();
        return Probe.members(others, BUDGET, silentAfter).stream()
                .<DiscoveryNode>map(address -> new SimpleDiscoveryNode(new Address(address)))
                .toList();
    }

    private static boolean isAt(@Nullable DiscoveryNode node, InetSocketAddress address) {
        return node != null && node.getPrivateAddress().equals(new Address(address));
    }

    /** What Hazelcast calls. */
    private static final class Strategy extends AbstractDiscoveryStrategy {

        private final NodeDiscovery discovery;
        private final @Nullable DiscoveryNode self;

        Strategy(NodeDiscovery discovery, @Nullable DiscoveryNode self, ILogger logger) {
            super(logger, Map.of());
            this.self = self;
            this.discovery = discovery;
        }

        @Override
        public Iterable<DiscoveryNode> discoverNodes() {
            return discovery.discovered(self);
        }
    }
}
