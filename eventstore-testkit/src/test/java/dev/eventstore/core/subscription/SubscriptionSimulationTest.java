package dev.eventstore.core.subscription;

import dev.eventstore.testkit.sim.Seeds;
import org.junit.jupiter.api.Test;

/** Many seeds of {@link SubscriptionScenario}; {@code -Dsim.seed=42} runs one. */
class SubscriptionSimulationTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 120;

    @Test
    void whatever_goes_wrong_no_event_is_skipped_and_in_the_end_each_was_handled() {
        Seeds.each(SEEDS, seed -> new SubscriptionScenario(seed).run(STEPS));
    }
}
