package dev.eventstore.registry.local;

import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;

/** Offers the registry {@code local}. Stateless. */
public final class LocalRegistryProvider implements RegistryProvider {

    /** Called by {@code ServiceLoader}. */
    public LocalRegistryProvider() {}

    @Override
    public String id() {
        return "local";
    }

    @Override
    public int spiVersion() {
        return SPI_VERSION;
    }

    @Override
    public Registry create(Context context) {
        boolean encode = context.settings().at("local").flag("encode-messages");
        ProcessHost processes =
                encode ? new EncodedProcesses(context.processes(), context.codec()) : context.processes();
        return new LocalRegistry(context.self(), processes);
    }
}
