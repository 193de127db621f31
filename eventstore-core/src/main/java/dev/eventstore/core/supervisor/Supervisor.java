package dev.eventstore.core.supervisor;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.ProcessFactory;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the processes of one node: starts one when its name is asked, stops it when it has been idle or has failed, and starts
 * it anew at the next message. Thread-safe.
 *
 * <p>Processes are placed here by their names, through a factory of their type; or they belong to this node, like a
 * subscriber's attachment, and are started by {@link #startHere}.
 */
public final class Supervisor implements ProcessHost, AutoCloseable {

    /**
     * How processes are run.
     *
     * @param idleTimeout a process that had no message for so long stops
     * @param maxIdle while more processes than this run, those without a message for a second stop
     * @param mailboxCapacity how many asks may wait for a process
     */
    public record Limits(Duration idleTimeout, int maxIdle, int mailboxCapacity) {}

    /** Told about starts and stops; does not throw. Thread-safe. */
    public interface Listener {

        /**
         * A process was started.
         *
         * @param name the process
         */
        void started(ProcessName name);

        /**
         * A process was stopped.
         *
         * @param name the process
         * @param why a few words
         */
        void stopped(ProcessName name, String why);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration CROWDED_IDLE = Duration.ofSeconds(1);

    private final Dispatcher dispatcher;
    private final TimeSource time;
    private final Limits limits;
    private final Listener listener;
    private final Map<String, ProcessFactory> factories = new ConcurrentHashMap<>();
    private final Placed placed = new Placed();
    private final Map<ProcessName, Mailbox> here = new ConcurrentHashMap<>();
    private final Mailbox.Owner owner = new Owner();
    private volatile boolean closed;
    private volatile TimeSource.Timer sweep;

    /**
     * A supervisor without processes.
     *
     * @param dispatcher runs their turns
     * @param time the node's clock
     * @param limits how they are run
     * @param listener told about starts and stops
     */
    public Supervisor(Dispatcher dispatcher, TimeSource time, Limits limits, Listener listener) {
        this.dispatcher = dispatcher;
        this.time = time;
        this.limits = limits;
        this.listener = listener;
        this.sweep = time.schedule(sweepInterval(), this::sweep);
    }

    /**
     * Makes processes of a type known; called before the first is asked.
     *
     * @param type the type of their names
     * @param factory starts them
     */
    public void register(String type, ProcessFactory factory) {
        factories.put(type, factory);
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, OptionalLong epoch, Deadline deadline) {
        Ask ask = new Ask(message, epoch, deadline, new CompletableFuture<>());
        deliver(name, ask);
        return ask.answer();
    }

    @Override
    public CompletionStage<Message> askRunning(ProcessName name, Message message, Deadline deadline) {
        Ask ask = new Ask(message, OptionalLong.empty(), deadline, new CompletableFuture<>());
        Mailbox mailbox = find(name);
        if (mailbox == null) {
            refuseUnknown(name, ask);
        } else {
            mailbox.offer(ask);
        }
        return ask.answer();
    }

    @Override
    public List<ProcessName> running() {
        return placed.names();
    }

    @Override
    public CompletionStage<List<HandedOff>> keepOnly(Predicate<ProcessName> kept, Duration patience) {
        List<HandedOff> states = placed.keepOnly(kept);
        placed.handed().forEach(this::startHanded);
        List<Mailbox> moving = placed.all().stream()
                .filter(mailbox -> !kept.test(mailbox.name()))
                .toList();
        return Moves.of(moving, time, patience)
                .thenApply(
                        moved -> Stream.concat(states.stream(), moved.stream()).toList());
    }

    @Override
    public void resume(HandedOff handed) {
        placed.hand(handed);
        startHanded(handed.name());
    }

    /**
     * Starts a process that belongs to this node; it is stopped at once if the supervisor is.
     *
     * @param name its name, which nothing else uses
     * @param factory starts it
     */
    public void startHere(ProcessName name, ProcessFactory factory) {
        Mailbox mailbox = start(name, factory);
        here.put(name, mailbox);
        stopIfLate(mailbox);
    }

    /**
     * Stops a process of this node after its current turn.
     *
     * @param name the process
     * @param why a few words
     * @return completes when it has ended, at once if it does not run
     */
    public CompletionStage<Void> stop(ProcessName name, String why) {
        Mailbox mailbox = find(name);
        return mailbox == null ? CompletableFuture.completedStage(null) : mailbox.stop(why);
    }

    /**
     * Stops all processes after their current turns and takes no more messages.
     *
     * @return completes when all have ended
     */
    public CompletionStage<Void> stopAll() {
        closed = true;
        sweep.cancel();
        List<CompletableFuture<Void>> stops = Stream.concat(here.values().stream(), placed.all().stream())
                .map(mailbox -> mailbox.stop("closed").toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        stopAll();
    }

    private void deliver(ProcessName name, Ask ask) {
        if (closed) {
            ask.answer().completeExceptionally(new StoreClosedException("the store is closed; nothing was written"));
            return;
        }
        Mailbox mailbox = placed.get(name);
        if (mailbox == null) {
            ProcessFactory factory = factories.get(name.type());
            if (factory == null) {
                refuseUnknown(name, ask);
                return;
            }
            try {
                mailbox = placed.start(name, absent -> start(absent, factory));
            } catch (RuntimeException failure) {
                ask.answer().completeExceptionally(Failures.typed(name, failure));
                return;
            }
        }
        if (mailbox == null) {
            ask.answer().completeExceptionally(new NotHandledException(name));
            return;
        }
        mailbox.offer(ask);
        stopIfLate(mailbox);
    }

    private @Nullable Mailbox find(ProcessName name) {
        Mailbox mailbox = here.get(name);
        return mailbox == null ? placed.get(name) : mailbox;
    }

    /** Starts a process that was handed over, unless it may not run here yet: then it waits for that, or to be handed on. */
    private void startHanded(ProcessName name) {
        ProcessFactory factory = factories.get(name.type());
        if (closed || factory == null) {
            return;
        }
        try {
            Mailbox mailbox = placed.start(name, absent -> start(absent, factory));
            if (mailbox != null) {
                mailbox.wake();
                stopIfLate(mailbox);
            }
        } catch (RuntimeException failure) {
            LOG.error("process {} was handed over, but cannot be started; its state is kept", name, failure);
        }
    }

    /** Stops a process that was started while all were stopped; whatever waits for it is refused then. */
    private void stopIfLate(Mailbox mailbox) {
        if (closed) {
            mailbox.stop("closed");
        }
    }

    private Mailbox start(ProcessName name, ProcessFactory factory) {
        Mailbox mailbox = new Mailbox(name, owner, dispatcher, time, limits.mailboxCapacity(), factory);
        listener.started(name);
        return mailbox;
    }

    private static void refuseUnknown(ProcessName name, Ask ask) {
        ask.answer()
                .completeExceptionally(
                        new NotSupportedException("there is no process " + name + " on this node; nothing was done"));
    }

    private Duration sweepInterval() {
        Duration quarter = limits.idleTimeout().dividedBy(4);
        return quarter.compareTo(CROWDED_IDLE) < 0 ? quarter : CROWDED_IDLE;
    }

    private void sweep() {
        if (closed) {
            return;
        }
        Duration allowed = placed.size() > limits.maxIdle() ? CROWDED_IDLE : limits.idleTimeout();
        long oldest = time.nanoTime() - allowed.toNanos();
        for (Mailbox mailbox : placed.all()) {
            if (mailbox.lastTurn() - oldest <= 0) {
                mailbox.stopIfIdle();
            }
        }
        sweep = time.schedule(sweepInterval(), this::sweep);
    }

    private final class Owner implements Mailbox.Owner {

        @Override
        public void ended(Mailbox mailbox, String why) {
            placed.remove(mailbox);
            here.remove(mailbox.name(), mailbox);
            listener.stopped(mailbox.name(), why);
        }

        @Override
        public void redeliver(Mailbox mailbox, Ask ask) {
            if (factories.containsKey(mailbox.name().type())) {
                deliver(mailbox.name(), ask);
            } else {
                refuseUnknown(mailbox.name(), ask);
            }
        }
    }
}
