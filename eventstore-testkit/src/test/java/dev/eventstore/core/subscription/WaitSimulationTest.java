package dev.eventstore.core.subscription;

import org.junit.jupiter.api.Test;

/** Many seeds of {@link WaitScenario}; {@code -Dsim.seed=42} runs one. */
class WaitSimulationTest {

    private static final int SEEDS = Integer.getInteger("sim.seeds", 100);
    private static final int STEPS = 120;

    @Test
    void wherever_somebody_waits_and_whoever_owns_the_subscription_a_wait_ends_when_it_is_stored_or_at_the_deadline() {
        Long only = Long.getLong("sim.seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            try {
                new WaitScenario(seed).run(STEPS);
            } catch (RuntimeException failure) {
                throw new AssertionError("repeat with -Dsim.seed=" + seed, failure);
            }
        }
    }
}
