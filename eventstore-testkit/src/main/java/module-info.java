/**
 * A store in memory, conformance suites for plugins, and a simulated scheduler.
 *
 * <p>{@code dev.eventstore.testkit.memory} and {@code .sim} need nothing but core; the suites need JUnit.
 */
module dev.eventstore.testkit {
    requires transitive dev.eventstore.core;
    requires static org.junit.jupiter.api;
    requires static embedded.postgres;
    requires static java.sql;
    requires static org.jspecify;

    exports dev.eventstore.testkit;
    exports dev.eventstore.testkit.catalog;
    exports dev.eventstore.testkit.channel;
    exports dev.eventstore.testkit.cluster;
    exports dev.eventstore.testkit.competing;
    exports dev.eventstore.testkit.conformance;
    exports dev.eventstore.testkit.link;
    exports dev.eventstore.testkit.memory;
    exports dev.eventstore.testkit.parking;
    exports dev.eventstore.testkit.process;
    exports dev.eventstore.testkit.registry;
    exports dev.eventstore.testkit.restore;
    exports dev.eventstore.testkit.sim;
    exports dev.eventstore.testkit.sim.cluster;
    exports dev.eventstore.testkit.postgres;
    exports dev.eventstore.testkit.storage;
    exports dev.eventstore.testkit.store;
    exports dev.eventstore.testkit.transience;

    provides dev.eventstore.core.spi.storage.StorageProvider with
            dev.eventstore.testkit.memory.InMemoryStorageProvider;
}
