package dev.eventstore.testkit.sim.cluster;

import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What one node of a simulation runs on: its dispatcher, executor and clock. Paused, it runs nothing and keeps what comes
 * meanwhile; its clock goes on. Crashed, it never runs anything again. Confined to the thread of its simulation.
 */
public final class SimMachine implements Dispatcher, Executor, TimeSource {

    private final SimScheduler sim;
    private final List<Runnable> held = new ArrayList<>();
    private boolean paused;
    private boolean crashed;
    private int pauses;

    /**
     * A machine that runs.
     *
     * @param sim runs its tasks
     */
    public SimMachine(SimScheduler sim) {
        this.sim = sim;
    }

    /** Stops running tasks, as SIGSTOP or a long collection of garbage does. */
    public void pause() {
        paused = true;
        pauses++;
    }

    /** Goes on, with everything that came while it was paused. */
    public void wake() {
        paused = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::execute);
    }

    /** Ends the machine: what it had not done is never done. */
    public void crash() {
        crashed = true;
        held.clear();
    }

    /**
     * Whether it runs tasks now.
     *
     * @return false while it is paused and when it has crashed
     */
    public boolean runs() {
        return !paused && !crashed;
    }

    /**
     * Whether it has crashed.
     *
     * @return true if it has
     */
    public boolean hasCrashed() {
        return crashed;
    }

    /**
     * How often it was paused until now.
     *
     * @return the number
     */
    public int pauses() {
        return pauses;
    }

    @Override
    public void execute(Runnable task) {
        sim.execute(() -> run(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return sim.schedule(delay, () -> run(task));
    }

    @Override
    public Instant now() {
        return sim.now();
    }

    @Override
    public long nanoTime() {
        return sim.nanoTime();
    }

    private void run(Runnable task) {
        if (paused && !crashed) {
            held.add(task);
        } else if (!crashed) {
            task.run();
        }
    }
}
