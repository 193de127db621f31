/** The registry of several nodes over JGroups. It is found by {@code ServiceLoader}; nothing of it is called by programs. */
module dev.eventstore.registry.jgroups {
    requires dev.eventstore.core;
    requires static org.jspecify;
    requires org.jgroups;
    requires org.slf4j;

    opens dev.eventstore.registry.jgroups.auth to
            org.jgroups;

    provides dev.eventstore.core.spi.registry.RegistryProvider with
            dev.eventstore.registry.jgroups.JGroupsRegistryProvider;
}
