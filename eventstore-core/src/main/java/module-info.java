/**
 * The engine: processes, the registry and storage SPIs, subscriptions, configuration and wiring.
 *
 * <p>Programs use {@code dev.eventstore.core}; plugins use the {@code spi} packages, {@code dev.eventstore.core.process}
 * and {@code dev.eventstore.core.cluster}.
 */
module dev.eventstore.core {
    requires transitive dev.eventstore.api;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.cbor;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires com.google.common;
    requires com.google.guice;
    requires jakarta.inject;
    requires static org.jspecify;
    requires org.slf4j;
    requires typesafe.config;

    exports dev.eventstore.core;
    exports dev.eventstore.core.cluster;
    exports dev.eventstore.core.process;
    exports dev.eventstore.core.registry;
    exports dev.eventstore.core.ring;
    exports dev.eventstore.core.spi;
    exports dev.eventstore.core.spi.forwarding;
    exports dev.eventstore.core.spi.admin;
    exports dev.eventstore.core.spi.move;
    exports dev.eventstore.core.spi.parking;
    exports dev.eventstore.core.spi.registry;
    exports dev.eventstore.core.spi.storage;
    exports dev.eventstore.core.spi.subscriber;
    exports dev.eventstore.core.supervisor to
            dev.eventstore.testkit;

    opens dev.eventstore.core.guice to
            com.google.guice;
    opens dev.eventstore.core.link to
            com.fasterxml.jackson.databind;
    opens dev.eventstore.core.rounds to
            com.fasterxml.jackson.databind;
    opens dev.eventstore.core.wire to
            com.fasterxml.jackson.databind;

    uses dev.eventstore.api.cluster.ProcessFactory;
    uses dev.eventstore.api.types.EventTypeProvider;
    uses dev.eventstore.core.spi.Partitioner;
    uses dev.eventstore.core.spi.registry.RegistryProvider;
    uses dev.eventstore.core.spi.storage.StorageProvider;
    uses dev.eventstore.core.spi.SerializerProvider;

    provides dev.eventstore.core.spi.SerializerProvider with
            dev.eventstore.core.json.JsonSerializerProvider;
}
