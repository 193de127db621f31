package dev.eventstore.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.process.TimeSource.Timer;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class SimSchedulerTest {

    @Test
    void one_seed_twice_gives_one_trace_and_many_seeds_give_many() {
        assertEquals(SimScenario.trace(42), SimScenario.trace(42));
        Set<List<String>> traces = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            traces.add(SimScenario.trace(seed));
        }
        assertEquals(50, traces.size());
    }

    @Test
    void tasks_due_at_one_moment_run_in_an_order_that_the_seed_decides() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            SimScheduler sim = new SimScheduler(seed);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int task = i;
                sim.execute(() -> order.add(task));
            }
            sim.run();
            orders.add(order);
        }
        assertEquals(6, orders.size(), "every order of three tasks occurs");
    }

    @Test
    void timers_run_in_the_order_of_their_moments_and_move_the_clock() {
        SimScheduler sim = new SimScheduler(1);
        List<String> seen = new ArrayList<>();
        sim.schedule(Duration.ofSeconds(2), () -> seen.add("b at " + sim.nanoTime()));
        sim.schedule(Duration.ofSeconds(1), () -> seen.add("a at " + sim.nanoTime()));
        sim.schedule(Duration.ofSeconds(5), () -> seen.add("late"));
        sim.run();
        assertEquals(List.of(), seen);
        sim.advance(Duration.ofSeconds(3));
        assertEquals(List.of("a at 1000000000", "b at 2000000000"), seen);
        assertEquals(3_000_000_000L, sim.nanoTime());
    }

    @Test
    void a_cancelled_timer_does_not_run() {
        SimScheduler sim = new SimScheduler(1);
        List<String> seen = new ArrayList<>();
        Timer timer = sim.schedule(Duration.ofSeconds(1), () -> seen.add("cancelled"));
        sim.schedule(Duration.ofSeconds(1), () -> seen.add("kept"));
        timer.cancel();
        timer.cancel();
        sim.advance(Duration.ofSeconds(2));
        assertEquals(List.of("kept"), seen);
    }

    @Test
    void a_condition_that_is_not_reached_fails_with_the_line_that_repeats_it() {
        SimScheduler sim = new SimScheduler(7);
        assertThrows(AssertionError.class, () -> sim.runUntil("pigs fly", () -> false));
        Runnable[] forever = new Runnable[1];
        forever[0] = () -> sim.schedule(Duration.ofSeconds(1), forever[0]);
        sim.execute(forever[0]);
        AssertionError stuck = assertThrows(AssertionError.class, () -> sim.runUntil("pigs fly", () -> false, 100));
        assertTrue(stuck.getMessage().contains("pigs fly"), stuck.getMessage());
        assertTrue(stuck.getMessage().contains("-Dsim.seed=7"), stuck.getMessage());
        assertEquals(100, sim.steps());
    }

    @Test
    void another_thread_is_refused() {
        SimScheduler sim = new SimScheduler(1);
        CompletableFuture<Void> elsewhere = Race.beside(() -> {
            sim.execute(() -> {});
            return null;
        });
        ExecutionException refused = assertThrows(ExecutionException.class, elsewhere::get);
        assertTrue(refused.getCause() instanceof IllegalStateException, refused.toString());
    }
}
