package dev.eventstore.example.sockets;

import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** Offers the registry {@code sockets}. Stateless. */
public final class SocketRegistryProvider implements RegistryProvider {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Called by {@code ServiceLoader}. */
    public SocketRegistryProvider() {}

    @Override
    public String id() {
        return "sockets";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Registry create(Context context) {
        ClusterSettings cluster = ClusterSettings.of(context.settings(), context.self());
        requireSecret(context.settings().at("cluster"), cluster);
        Settings own = context.settings().at("sockets");
        Timing timing = new Timing(
                own.duration("heartbeat", SHORTEST, LONGEST),
                own.duration("silence", SHORTEST.multipliedBy(2), LONGEST));
        if (timing.silence().compareTo(timing.heartbeat().multipliedBy(2)) < 0) {
            throw own.refused("silence", "at least twice eventstore.sockets.heartbeat is allowed");
        }
        return RingRegistry.over(context, cluster, new SocketChannel(context.self(), cluster, timing));
    }

    /** Core signs what nodes send each other with the secret; without one only this machine may reach the port. */
    private static void requireSecret(Settings settings, ClusterSettings cluster) {
        String host = cluster.listen().host();
        try {
            if (cluster.secret().isEmpty() && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw settings.refused("secret", "on " + host + ", which others can reach, a secret is needed");
            }
        } catch (UnknownHostException unknown) {
            throw settings.refused("bind-address", "there is no host '" + host + "'; name an address of this machine");
        }
    }

    /** How a node that lives is told from one that does not. Immutable. */
    record Timing(Duration heartbeat, Duration silence) {}
}
