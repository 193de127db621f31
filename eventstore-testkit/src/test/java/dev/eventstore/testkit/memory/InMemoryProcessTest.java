package dev.eventstore.testkit.memory;

import dev.eventstore.testkit.process.ProcessSuite;
import dev.eventstore.testkit.store.EventStoreFixture;

class InMemoryProcessTest extends ProcessSuite {

    @Override
    protected EventStoreFixture newFixture() {
        return new InMemoryEventStoreTest().newFixture();
    }
}
