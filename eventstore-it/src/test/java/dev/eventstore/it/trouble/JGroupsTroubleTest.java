package dev.eventstore.it.trouble;

import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Bad input and bad company over JGroups. */
class JGroupsTroubleTest {

    private static final String REGISTRY = "jgroups";
    private static final Map<String, Object> QUICK = Map.of("jgroups.discovery-timeout", "300 ms");

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
            return "org.jgroups.protocols.TCP";
        }

        @Override
        int mostLines() {
            return 1;
        }
    }
}
