package dev.eventstore.registry.local;

import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.testkit.conformance.EventStoreConformance;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.store.EventStoreFixture;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whole stores whose every message is written and read again. They mostly wait, so several run at once. */
@Execution(ExecutionMode.CONCURRENT)
class LocalEventStoreTest extends EventStoreConformance {

    @Override
    protected EventStoreFixture newFixture() {
        InMemoryDatabase database = new InMemoryDatabase();
        return new EventStoreFixture() {
            @Override
            public EventStoreBuilder newStore(String node) {
                return InMemoryEventStore.builder(database)
                        .registry(new LocalRegistryProvider())
                        .setting("eventstore.local.encode-messages", true)
                        .setting("eventstore.cluster.node", node);
            }

            @Override
            public void close() {}
        };
    }
}
