package dev.eventstore.it.faults;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Every fault over JGroups. */
@Tag("faults")
class JGroupsFaultsTest {

    private static final String REGISTRY = "jgroups";

    @Nested
    class Processes extends ProcessFaults {
        @Override
        String registry() {
            return REGISTRY;
        }
    }

    @Nested
    class Network extends NetworkFaults {
        @Override
        String registry() {
            return REGISTRY;
        }
    }

    @Nested
    class Database extends StorageFaults {
        @Override
        String registry() {
            return REGISTRY;
        }
    }

    @Nested
    class Subscriptions extends SubscriptionFaults {
        @Override
        String registry() {
            return REGISTRY;
        }
    }

    @Nested
    class Consumed extends ConsumerFaults {
        @Override
        String registry() {
            return REGISTRY;
        }
    }
}
