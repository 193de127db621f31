package dev.eventstore.registry.local;

import dev.eventstore.testkit.process.ProcessSuite;
import dev.eventstore.testkit.store.EventStoreFixture;

/** Users' processes whose every message is written and read again. */
class LocalProcessTest extends ProcessSuite {

    @Override
    protected EventStoreFixture newFixture() {
        return new LocalEventStoreTest().newFixture();
    }
}
