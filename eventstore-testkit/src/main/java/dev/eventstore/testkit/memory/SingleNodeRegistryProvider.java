package dev.eventstore.testkit.memory;

import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;

/**
 * Makes the registry of one node that stores in memory use; tests of storages use it, too, since they have no other. Stateless.
 */
public final class SingleNodeRegistryProvider implements RegistryProvider {

    /** A provider; it is given in code, not found. */
    public SingleNodeRegistryProvider() {}

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Registry create(Context context) {
        return new SingleNodeRegistry(context.self(), context.processes());
    }
}
