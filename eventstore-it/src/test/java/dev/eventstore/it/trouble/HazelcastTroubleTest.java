package dev.eventstore.it.trouble;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Bad input and bad company over Hazelcast. */
@Tag("faults")
class HazelcastTroubleTest {

    private static final String REGISTRY = "hazelcast";
    private static final Map<String, Object> QUICK = Map.of();

    @Nested
    class Starts extends StartTrouble {
        @Override
        String registry() {
            return REGISTRY;
        }

        @Override
        Map<String, Object> quick() {
            return QUICK;
        }
    }

    @Nested
    class Clusters extends ClusterTrouble {
        @Override
        String registry() {
            return REGISTRY;
        }

        @Override
        Map<String, Object> quick() {
            return QUICK;
        }

        @Override
        String transport() {
            return "com.hazelcast";
        }

        @Override
        int mostLines() {
            // Hazelcast warns of every connection that does not speak its protocol.
            return Integer.MAX_VALUE;
        }
    }
}
