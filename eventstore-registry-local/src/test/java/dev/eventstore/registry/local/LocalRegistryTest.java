package dev.eventstore.registry.local;

import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;

class LocalRegistryTest extends RegistryConformance {

    @Override
    protected RegistryFixture newFixture() {
        return new LocalRegistryFixture(false);
    }
}
