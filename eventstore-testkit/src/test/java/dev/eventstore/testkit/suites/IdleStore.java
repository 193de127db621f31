package dev.eventstore.testkit.suites;

import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.core.EventStores;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.testkit.conformance.EventStoreConformance;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import dev.eventstore.testkit.memory.SingleNodeRegistryProvider;
import dev.eventstore.testkit.process.ProcessSuite;
import dev.eventstore.testkit.store.EventStoreFixture;
import java.time.Duration;
import java.util.List;

/** The suites with stores over a storage that does nothing; run by {@link SuitesFailTest} only. */
final class IdleStore extends EventStoreConformance {

    /** The suite of processes with a registry that asks nobody; run by {@link SuitesFailTest} only. */
    static final class Processes extends ProcessSuite {

        @Override
        protected EventStoreFixture newFixture() {
            return new EventStoreFixture() {
                @Override
                public EventStoreBuilder newStore(String node) {
                    return InMemoryEventStore.builder().registry(new RegistryProvider() {
                        @Override
                        public String id() {
                            return "idle";
                        }

                        @Override
                        public int spiVersion() {
                            return SPI_VERSION;
                        }

                        @Override
                        public Registry create(Context context) {
                            return new IdleRegistry(List.of(context.self()), true);
                        }
                    });
                }

                @Override
                public void close() {}
            };
        }
    }

    @Override
    protected EventStoreFixture newFixture() {
        return new EventStoreFixture() {
            @Override
            public EventStoreBuilder newStore(String node) {
                return EventStores.builder()
                        .setting("eventstore.close-timeout", Duration.ofMillis(100))
                        .setting("eventstore.call-timeout", Duration.ofMillis(500))
                        .storage(new IdleStorage())
                        .registry(new SingleNodeRegistryProvider());
            }

            @Override
            public void close() {}
        };
    }
}
