package dev.eventstore.testkit.sim;

import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The dispatcher, the executor and the clock of a simulation: a queue of tasks in virtual time. Tasks that are due at the same
 * moment run in an order that the seed decides, so one seed always gives one run, and many seeds give many interleavings.
 *
 * <p>Time stands still while tasks run; it moves only when nothing is due. Confined to the thread that made it: any other is
 * refused, since it would make runs differ.
 */
public final class SimScheduler implements Dispatcher, Executor, TimeSource {

    /** How many tasks {@link #run}, {@link #runUntil} and {@link #advance} run before they give up. */
    public static final int MAX_STEPS = 500_000;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Thread owner = Thread.currentThread();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final long seed;
    private final SplittableRandom ties;
    private final SplittableRandom random;
    private long nanos;
    private long sequence;
    private long steps;

    /**
     * A simulation at its beginning.
     *
     * @param seed decides everything that is left to chance
     */
    public SimScheduler(long seed) {
        this.seed = seed;
        SplittableRandom root = new SplittableRandom(seed);
        ties = root.split();
        random = root.split();
    }

    /**
     * The chance of this simulation, for faults and for what the scenario does.
     *
     * @return a generator that the seed decides
     */
    public RandomGenerator random() {
        return random;
    }

    /**
     * How many tasks have run.
     *
     * @return the number
     */
    public long steps() {
        return steps;
    }

    @Override
    public void execute(Runnable task) {
        add(0, task);
    }

    @Override
    public Instant now() {
        return START.plus(nanos / 1_000, ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Task timer = add(Math.max(0, delay.toNanos()), task);
        return () -> {
            requireOwner();
            tasks.remove(timer);
        };
    }

    /** Runs what is due now, and what that makes due, without moving the clock. */
    public void run() {
        for (int i = 0; isDue(nanos); i++) {
            step(i, MAX_STEPS, "nothing is due");
        }
    }

    /**
     * Moves the clock, running on the way what becomes due.
     *
     * @param duration how far
     */
    public void advance(Duration duration) {
        long end = nanos + duration.toNanos();
        for (int i = 0; isDue(end); i++) {
            step(i, MAX_STEPS, duration + " have passed");
        }
        nanos = end;
    }

    /**
     * Runs, moving the clock where nothing is due, until a condition holds.
     *
     * @param what what is waited for, for the message
     * @param condition the condition
     * @throws AssertionError if it does not hold after {@link #MAX_STEPS} tasks, or nothing is left to run
     */
    public void runUntil(String what, BooleanSupplier condition) {
        runUntil(what, condition, MAX_STEPS);
    }

    /**
     * Runs, moving the clock where nothing is due, until a condition holds.
     *
     * @param what what is waited for, for the message
     * @param condition the condition
     * @param maxSteps after how many tasks to give up
     * @throws AssertionError if it does not hold then, or nothing is left to run
     */
    public void runUntil(String what, BooleanSupplier condition, int maxSteps) {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (tasks.isEmpty()) {
                throw new AssertionError("nothing is left to run, but not yet: " + what + replay());
            }
            step(i, maxSteps, what);
        }
    }

    private Task add(long delayNanos, Runnable task) {
        requireOwner();
        Task added = new Task(nanos + delayNanos, ties.nextLong(), sequence++, task);
        tasks.add(added);
        return added;
    }

    private boolean isDue(long moment) {
        requireOwner();
        return !tasks.isEmpty() && tasks.peek().at <= moment;
    }

    private void step(int done, int most, String what) {
        requireOwner();
        if (done >= most) {
            throw new AssertionError("not reached in time: " + what + replay());
        }
        Task task = tasks.remove();
        nanos = Math.max(nanos, task.at);
        steps++;
        task.work.run();
    }

    private String replay() {
        return " (at " + now() + ", after " + steps + " steps; repeat with -Dsim.seed=" + seed + ")";
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a simulation belongs to one thread, " + owner.getName() + ", but "
                    + Thread.currentThread().getName() + " has touched it: something runs on a thread of its own");
        }
    }

    private record Task(long at, long tie, long sequence, Runnable work) implements Comparable<Task> {

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(at, other.at);
            int byTie = byTime == 0 ? Long.compare(tie, other.tie) : byTime;
            return byTie == 0 ? Long.compare(sequence, other.sequence) : byTie;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(sequence);
        }
    }
}
