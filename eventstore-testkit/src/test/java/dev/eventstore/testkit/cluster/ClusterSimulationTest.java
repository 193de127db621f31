package dev.eventstore.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.sim.Seeds;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Complete nodes under seeds. The planted mistakes are looked for side by side. */
@Execution(ExecutionMode.CONCURRENT)
class ClusterSimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    void one_seed_twice_gives_one_trace() {
        assertEquals(ClusterRun.of(7), ClusterRun.of(7));
        assertNotEquals(ClusterRun.of(7), ClusterRun.of(8));
    }

    @Test
    void whatever_goes_wrong_nothing_is_lost_or_done_twice_and_afterwards_everything_works() {
        Seeds.each(SEEDS, ClusterRun::of);
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_mistake_is_found(Plant plant) {
        assertTrue(
                LongStream.range(0, SEEDS).anyMatch(seed -> fails(seed, plant)),
                () -> "no seed found the mistake " + plant);
    }

    private static boolean fails(long seed, Plant plant) {
        try {
            ClusterRun.of(seed, plant);
            return false;
        } catch (AssertionError found) {
            return true;
        }
    }
}
