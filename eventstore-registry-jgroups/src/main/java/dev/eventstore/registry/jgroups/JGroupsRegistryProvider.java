package dev.eventstore.registry.jgroups;

import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;

/** Offers the registry {@code jgroups}. Stateless. */
public final class JGroupsRegistryProvider implements RegistryProvider {

    /** Called by {@code ServiceLoader}. */
    public JGroupsRegistryProvider() {}

    @Override
    public String id() {
        return "jgroups";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Registry create(Context context) {
        ClusterSettings cluster = ClusterSettings.of(context.settings(), context.self());
        JGroupsSettings settings = JGroupsSettings.of(context.settings(), cluster);
        return RingRegistry.over(context, cluster, new JGroupsChannel(context.self(), cluster, settings));
    }
}
