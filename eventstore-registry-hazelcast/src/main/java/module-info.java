/**
 * The registry of several nodes over Hazelcast. It is found by {@code ServiceLoader}; nothing of it is called by programs.
 */
module dev.eventstore.registry.hazelcast {
    requires dev.eventstore.core;
    requires static org.jspecify;
    requires com.hazelcast.core;
    requires org.slf4j;
    // Hazelcast's jar does not say what it needs of the JDK.
    requires java.management;
    requires java.naming;
    requires java.sql;
    requires java.xml;
    requires jdk.management;
    requires jdk.net;
    requires jdk.unsupported;

    provides dev.eventstore.core.spi.registry.RegistryProvider with
            dev.eventstore.registry.hazelcast.HazelcastRegistryProvider;
}
