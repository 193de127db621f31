/** The registry of one node. It is found by {@code ServiceLoader}; nothing of it is called by programs. */
module dev.eventstore.registry.local {
    requires dev.eventstore.core;
    requires static org.jspecify;

    provides dev.eventstore.core.spi.registry.RegistryProvider with
            dev.eventstore.registry.local.LocalRegistryProvider;
}
