/** A cluster channel over Hazelcast. Nothing uses its packages, and no registry stands on it yet. */
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
}
