package dev.eventstore.core.registry;

import dev.eventstore.core.process.Dispatcher;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other on a dispatcher, so that what they share needs no lock. Thread-safe. */
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Dispatcher dispatcher;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    Turns(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Runs a task after those that came before. It must not wait. */
    void run(Runnable task) {
        tasks.add(task);
        if (busy.compareAndSet(false, true)) {
            dispatcher.execute(this::turn);
        }
    }

    private void turn() {
        try {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        } catch (RuntimeException | Error failure) {
            LOG.error("a turn of the cluster's membership failed", failure);
        } finally {
            busy.set(false);
            if (!tasks.isEmpty() && busy.compareAndSet(false, true)) {
                dispatcher.execute(this::turn);
            }
        }
    }
}
