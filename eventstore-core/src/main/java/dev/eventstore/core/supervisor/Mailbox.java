package dev.eventstore.core.supervisor;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.ProcessFactory;
import dev.eventstore.core.process.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one process, and the turns in which it handles them.
 *
 * <p>{@code busy} is the only lock: who sets it owns the process until the turn has ended, so the process itself needs none.
 * Steps (answers, acknowledgements, timers, the stop) always have room and go first; asks are bounded, and one too many is
 * refused at once. A mailbox that has closed hands what comes too late back to its {@link Owner}; whoever was not answered by
 * then is told that the outcome is unknown. Thread-safe.
 */
final class Mailbox implements Process.Self {

    /** Whoever started the process. Thread-safe. */
    interface Owner {

        /** Told once that the process has ended and takes no more messages. */
        void ended(Mailbox mailbox, String why);

        /** Takes a message that this mailbox has not handled and never will. */
        void redeliver(Mailbox mailbox, Ask ask);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    /** A turn that is no message. */
    private interface Step {
        CompletionStage<Void> run();
    }

    private static final CompletionStage<Void> ENDED = CompletableFuture.completedStage(null);

    private final ProcessName name;
    private final Owner owner;
    private final Dispatcher dispatcher;
    private final TimeSource time;
    private final int capacity;
    private final Process process;

    /** Urgent asks and {@link Step}s, in the order of their arrival. */
    private final Queue<Object> urgent = new ConcurrentLinkedQueue<>();

    private final Queue<Ask> asks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Unanswered unanswered = new Unanswered();
    private volatile boolean closed;
    private volatile boolean abandoned;
    private volatile long lastTurn;
    private volatile List<Ask> current = List.of();
    private boolean stopping;
    private volatile Optional<byte[]> handedOn = Optional.empty();

    Mailbox(
            ProcessName name,
            Owner owner,
            Dispatcher dispatcher,
            TimeSource time,
            int capacity,
            ProcessFactory factory) {
        this.name = name;
        this.owner = owner;
        this.dispatcher = dispatcher;
        this.time = time;
        this.capacity = capacity;
        this.lastTurn = time.nanoTime();
        this.process = factory.create(name, this);
    }

    ProcessName name() {
        return name;
    }

    /** When the last turn began, by the node's {@link TimeSource#nanoTime()}. */
    long lastTurn() {
        return lastTurn;
    }

    /** Takes a message; refuses it at once if too many wait. */
    void offer(Ask ask) {
        if (ask.message().urgent()) {
            urgent.add(ask);
        } else if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            ask.answer()
                    .completeExceptionally(new OverloadedException("eventstore.process.mailbox-capacity", capacity));
            return;
        } else {
            asks.add(ask);
        }
        if (closed) {
            handBack();
        } else {
            wake();
        }
    }

    @Override
    public void run(Runnable step) {
        enqueue((Step) () -> {
            step.run();
            return ENDED;
        });
    }

    @Override
    public void fail(Throwable cause) {
        enqueue((Step) () -> CompletableFuture.failedStage(cause));
    }

    /** Ends the process after its current turn, whatever waits; the stage completes when it has ended. */
    CompletionStage<Void> stop(String why) {
        enqueue((Step) () -> end(why));
        return ended;
    }

    /** Puts a first turn before all others, in which the process takes a state; it begins with the next message or {@link #wake}. */
    void begin(byte[] state) {
        urgent.add((Step) () -> process.resumeLater(state));
    }

    /** Ends the process after its current turn, since it moves; the stage completes with what it hands on. */
    CompletionStage<Optional<byte[]>> move() {
        enqueue((Step) () -> process.handOffLater().thenCompose(state -> {
            handedOn = state;
            return end("moved");
        }));
        return ended.thenApply(done -> handedOn);
    }

    /** Ends the process whatever it does: it gets no more turns, and what its last one answers is not passed on. */
    void abandon() {
        abandoned = true;
        // Nobody knows whether these were handled. A turn that is missed here sees that it is abandoned, and handles
        // nothing.
        current.forEach(ask -> ask.answer().completeExceptionally(new AskOutcomeUnknownException(name)));
        finish("abandoned");
    }

    /** Ends the process if nothing waits and it says that it is idle; does nothing while a turn is under way. */
    void stopIfIdle() {
        if (!busy.get()) {
            enqueue((Step) () -> asks.isEmpty() && urgent.isEmpty() && process.isIdle() ? end("idle") : ENDED);
        }
    }

    private void enqueue(Step step) {
        urgent.add(step);
        if (!closed) {
            wake();
        }
    }

    /** Takes the turns that wait. */
    void wake() {
        if (busy.compareAndSet(false, true)) {
            dispatcher.execute(this::turn);
        }
    }

    private void turn() {
        lastTurn = time.nanoTime();
        CompletionStage<Void> end;
        try {
            Object first = urgent.poll();
            if (first instanceof Step step) {
                end = step.run();
            } else {
                end = handle(first instanceof Ask ask ? List.of(ask) : takeAsks());
            }
        } catch (RuntimeException | Error failure) {
            end = CompletableFuture.failedStage(failure);
        }
        if (end == ENDED) {
            endTurn(null);
        } else {
            end.whenComplete((done, failure) -> endTurn(failure));
        }
    }

    private CompletionStage<Void> handle(List<Ask> batch) {
        current = batch;
        if (!abandoned) {
            return batch.isEmpty() ? ENDED : process.handle(batch);
        }
        batch.forEach(ask -> owner.redeliver(this, ask));
        return ENDED;
    }

    private List<Ask> takeAsks() {
        int most = process.turnSize();
        List<Ask> batch = new ArrayList<>(Math.min(most, Math.max(1, waiting.get())));
        for (Ask ask = asks.poll(); ask != null; ask = batch.size() < most ? asks.poll() : null) {
            waiting.decrementAndGet();
            if (ask.deadline().hasPassed(time)) {
                ask.answer()
                        .completeExceptionally(new DeadlineExceededException(
                                "the deadline passed while the call waited for process " + name
                                        + "; nothing was written",
                                null));
            } else {
                batch.add(ask);
            }
        }
        return batch;
    }

    private void endTurn(Throwable failure) {
        if (closed) {
            if (abandoned && !stopping) {
                end("abandoned");
            }
            return;
        }
        if (failure != null) {
            Throwable cause = Failures.typed(name, failure);
            fail(current, cause);
            LOG.error("process {} failed and is stopped", name, cause);
            end("failed: " + cause);
            return;
        }
        unanswered.keep(current);
        current = List.of();
        busy.set(false);
        if (!urgent.isEmpty() || !asks.isEmpty() || abandoned) {
            wake();
        }
    }

    /** Fails what was handled and what waits. All is taken out first: who sees the failure and asks again, asks the next process. */
    private void fail(List<Ask> handled, Throwable cause) {
        List<Ask> failed = new ArrayList<>(handled);
        for (Ask ask = asks.poll(); ask != null; ask = asks.poll()) {
            failed.add(ask);
        }
        failed.forEach(ask -> ask.answer().completeExceptionally(cause));
    }

    /** The last turn: {@code busy} stays set, so there is no other. */
    private CompletionStage<Void> end(String why) {
        CompletionStage<Void> stopped;
        stopping = true;
        try {
            stopped = process.stop();
        } catch (RuntimeException | Error failure) {
            stopped = CompletableFuture.failedStage(failure);
        }
        return stopped.handle((done, failure) -> {
            finish(why);
            return null;
        });
    }

    private void finish(String why) {
        if (over.compareAndSet(false, true)) {
            // Forgotten first: whoever found a closed mailbox by its name would get its message back again and again.
            owner.ended(this, why);
            closed = true;
            handBack();
            unanswered.fail(() -> new AskOutcomeUnknownException(name));
            ended.complete(null);
        }
    }

    /** Nothing is lost and nothing handled twice: each message is polled by one thread only. */
    private void handBack() {
        for (Object first = urgent.poll(); first != null; first = urgent.poll()) {
            if (first instanceof Ask ask) {
                owner.redeliver(this, ask);
            }
        }
        for (Ask ask = asks.poll(); ask != null; ask = asks.poll()) {
            owner.redeliver(this, ask);
        }
    }
}
