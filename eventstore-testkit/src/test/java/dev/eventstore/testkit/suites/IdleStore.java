package dev.eventstore.testkit.suites;

import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.store.EventStoreConformance;
import dev.eventstore.testkit.store.EventStoreFixture;
import java.time.Duration;

/** The suites with stores over a storage that does nothing; run by {@link SuitesFailTest} only. */
final class IdleStore extends EventStoreConformance {

    @Override
    protected EventStoreFixture newFixture() {
        return new EventStoreFixture() {
            @Override
            public EventStoreBuilder newStore(String node) {
                return EventStores.builder()
                        .setting("eventstore.close-timeout", Duration.ofMillis(100))
                        .storage(new IdleStorage())
                        .registry(new SingleNodeRegistryProvider());
            }

            @Override
            public void close() {}
        };
    }
}
