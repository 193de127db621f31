package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.sim.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many seeds of {@link CompetingScenario}; {@code -Dsim.seed=42} runs one. */
class CompetingSimulationTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 100;

    /** Until one of them finds a mistake. */
    private static final int SEEDS_WITH_MISTAKE = 1_000;

    @Test
    void whoever_owns_the_subscription_a_key_is_with_one_subscriber_at_a_time_and_each_event_is_handled() {
        each(false);
    }

    @Test
    void whatever_goes_wrong_no_event_is_passed_over_and_in_the_end_each_was_handled() {
        each(true);
    }

    /** The checks are worth something: mistakes are found. */
    @ParameterizedTest
    @EnumSource(names = {"HELD_FORGOTTEN", "HELD_GIVEN_AWAY", "OLD_ACK_TAKEN"})
    void a_planted_mistake_is_found(SimCluster.Plant plant) {
        boolean found = false;
        for (long seed = 0; seed < SEEDS_WITH_MISTAKE && !found; seed++) {
            try {
                run(seed, false, plant);
                run(seed, true, plant);
            } catch (AssertionError expected) {
                found = true;
            }
        }
        assertTrue(found, plant + " was not found in " + SEEDS_WITH_MISTAKE + " seeds");
    }

    private static void each(boolean troubled) {
        Seeds.each(SEEDS, seed -> run(seed, troubled));
    }

    private static void run(long seed, boolean troubled, SimCluster.Plant... plants) {
        new CompetingScenario(seed, troubled, plants).run(STEPS);
    }
}
