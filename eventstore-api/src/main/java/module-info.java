/**
 * What a caller of EventStore for Java holds: the store, streams, events, subscriptions, the cluster and the failures.
 *
 * <p>It depends on nothing but the nullness annotations. Programs get a store from {@code dev.eventstore.core.EventStores}.
 */
module dev.eventstore.api {
    requires static transitive org.jspecify;

    exports dev.eventstore.api;
    exports dev.eventstore.api.cluster;
    exports dev.eventstore.api.error;
    exports dev.eventstore.api.parking;
    exports dev.eventstore.api.snapshot;
    exports dev.eventstore.api.stream;
    exports dev.eventstore.api.subscription;
    exports dev.eventstore.api.types;
}
