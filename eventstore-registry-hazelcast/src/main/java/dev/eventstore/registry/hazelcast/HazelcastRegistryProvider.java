package dev.eventstore.registry.hazelcast;

import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;

/** Offers the registry {@code hazelcast}. Stateless. */
public final class HazelcastRegistryProvider implements RegistryProvider {

    /** Called by {@code ServiceLoader}. */
    public HazelcastRegistryProvider() {}

    @Override
    public String id() {
        return "hazelcast";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Registry create(Context context) {
        ClusterSettings cluster = ClusterSettings.of(context.settings(), context.self());
        HazelcastSettings settings = HazelcastSettings.of(context.settings());
        return RingRegistry.over(context, cluster, new HazelcastChannel(context.self(), cluster, settings));
    }
}
