package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.sim.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many seeds of {@link MoveScenario}; {@code -Dsim.seed=42} runs one. */
class MoveSimulationTest {

    private static final int SEEDS = 100;
    private static final int STEPS = 120;

    /** Until one of them finds a mistake. */
    private static final int SEEDS_WITH_MISTAKE = 1_000;

    @Test
    void whoever_owns_the_subscription_no_event_is_skipped_or_handed_over_again_and_in_the_end_each_was_handled() {
        Seeds.each(SEEDS, MoveSimulationTest::run);
    }

    /** The checks are worth something: mistakes are found. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HELD_GIVEN_AWAY", "OLD_ACK_TAKEN"})
    void a_planted_mistake_is_found(SimCluster.Plant plant) {
        boolean found = false;
        for (long seed = 0; seed < SEEDS_WITH_MISTAKE && !found; seed++) {
            try {
                run(seed, plant);
            } catch (AssertionError expected) {
                found = true;
            }
        }
        assertTrue(found, plant + " was not found in " + SEEDS_WITH_MISTAKE + " seeds");
    }

    private static void run(long seed, SimCluster.Plant... plants) {
        new MoveScenario(seed, plants).run(STEPS);
    }
}
