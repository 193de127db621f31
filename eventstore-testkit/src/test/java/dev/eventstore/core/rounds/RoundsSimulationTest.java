package dev.eventstore.core.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.sim.Seeds;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundsSimulationTest {

    private static final int SEEDS = 1_000;
    private static final int SECONDS = 40;

    @Test
    void one_seed_twice_gives_one_trace() {
        assertEquals(run(7), run(7));
        assertNotEquals(run(7), run(8));
    }

    @Test
    void under_faults_no_two_members_run_one_name_and_afterwards_all_find_one_view() {
        Seeds.each(SEEDS, RoundsSimulationTest::run);
    }

    @ParameterizedTest
    @EnumSource
    void a_planted_mistake_is_found(RoundsNet.Plant plant) {
        assertTrue(
                LongStream.range(0, SEEDS).anyMatch(seed -> fails(seed, plant)),
                () -> "no seed found the mistake " + plant);
    }

    private static boolean fails(long seed, RoundsNet.Plant plant) {
        try {
            run(seed, plant);
            return false;
        } catch (AssertionError found) {
            return true;
        }
    }

    private static List<String> run(long seed, RoundsNet.Plant... plants) {
        RoundsNet net = new RoundsNet(seed, 3 + (int) (seed % 3), plants);
        net.run(SECONDS);
        net.heal();
        return net.trace;
    }
}
