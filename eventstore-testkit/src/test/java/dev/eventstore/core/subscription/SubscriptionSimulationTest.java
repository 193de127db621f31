package dev.eventstore.core.subscription;

import org.junit.jupiter.api.Test;

/** Many seeds of {@link SubscriptionScenario}; {@code -Dsim.seed=42} runs one. */
class SubscriptionSimulationTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 120;

    @Test
    void whatever_goes_wrong_no_event_is_skipped_and_in_the_end_each_was_handled() {
        Long only = Long.getLong("sim.seed");
        if (only != null) {
            new SubscriptionScenario(only).run(STEPS);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new SubscriptionScenario(seed).run(STEPS);
            } catch (RuntimeException failure) {
                throw new AssertionError("repeat with -Dsim.seed=" + seed, failure);
            }
        }
    }
}
