package dev.eventstore.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusterSimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    void one_seed_twice_gives_one_trace() {
        assertEquals(ClusterRun.of(7), ClusterRun.of(7));
        assertNotEquals(ClusterRun.of(7), ClusterRun.of(8));
    }

    @Test
    void whatever_goes_wrong_nothing_is_lost_or_done_twice_and_afterwards_everything_works() {
        Long only = Long.getLong("sim.seed");
        LongStream seeds =
                only == null ? LongStream.range(0, Integer.getInteger("sim.seeds", SEEDS)) : LongStream.of(only);
        seeds.forEach(seed -> {
            try {
                ClusterRun.of(seed);
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("repeat with -Dsim.seed=" + seed + ": " + failure.getMessage(), failure);
            }
        });
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
