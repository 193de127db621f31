package dev.eventstore.testkit.memory;

import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.testkit.conformance.EventStoreConformance;
import dev.eventstore.testkit.store.EventStoreFixture;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class InMemoryEventStoreTest extends EventStoreConformance {

    @Override
    protected EventStoreFixture newFixture() {
        InMemoryDatabase database = new InMemoryDatabase();
        return new EventStoreFixture() {
            @Override
            public EventStoreBuilder newStore(String node) {
                return InMemoryEventStore.builder(database).setting("eventstore.cluster.node", node);
            }

            @Override
            public void close() {}
        };
    }
}
