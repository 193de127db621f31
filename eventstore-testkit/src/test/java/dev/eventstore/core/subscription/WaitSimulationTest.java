package dev.eventstore.core.subscription;

import dev.eventstore.testkit.sim.Seeds;
import org.junit.jupiter.api.Test;

/** Many seeds of {@link WaitScenario}; {@code -Dsim.seed=42} runs one. */
class WaitSimulationTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 120;

    @Test
    void wherever_somebody_waits_and_whoever_owns_the_subscription_a_wait_ends_when_it_is_stored_or_at_the_deadline() {
        Seeds.each(SEEDS, seed -> new WaitScenario(seed).run(STEPS));
    }
}
