package dev.eventstore.core.subscription;

import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.lease.CheckpointWriter;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.wire.Fenced;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SharedOptions;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * When the checkpoint of one subscription is written: by the number of events handled, by time, or at once before it
 * detaches; or by the subscriber itself, and then by nobody else. That of a transient one is written nowhere. Confined to the
 * mailbox of the subscription's process.
 */
final class Checkpointing implements CheckpointWriter.Listener {

    private static final Duration LAST_TIMEOUT = Duration.ofSeconds(1);

    private record Flush(long number, CompletableFuture<Void> done) {}

    private final SubscriptionKey key;
    private final SubscriptionMachine machine;
    private final CheckpointWriter writer;
    private final TimeSource time;
    private final Process.Self self;
    private final Runnable written;

    /** Told that the lease is gone, and whether the token is not the row's any more. */
    private final Consumer<Boolean> refused;

    private final List<Flush> flushes = new ArrayList<>();
    private long token;
    private long generation;
    private long durable = -1;
    private long offered = -1;
    private int threshold = 1;
    private Duration after = Duration.ZERO;
    private boolean timed;
    private boolean fenced;

    Checkpointing(
            SubscriptionKey key,
            SubscriptionMachine machine,
            CheckpointWriter writer,
            TimeSource time,
            Process.Self self,
            Runnable written,
            Consumer<Boolean> refused) {
        this.key = key;
        this.machine = machine;
        this.writer = writer;
        this.time = time;
        this.self = self;
        this.written = written;
        this.refused = refused;
    }

    /** The durable checkpoint, -1 while it is not known. */
    long durable() {
        return durable;
    }

    void options(SharedOptions options) {
        threshold = options.checkpointThreshold();
        after = Duration.ofMillis(options.checkpointAfterMillis());
        fenced = options.fenced();
    }

    /** The lease under which events are delivered now. */
    Held held() {
        return new Held(token, durable);
    }

    /** What the subscriber has written itself; under another lease it says nothing. */
    void written(Held held) {
        if (fenced && held.token() == token) {
            durable = Math.max(durable, held.checkpoint());
        }
    }

    /** The storage refused what the subscriber wrote itself. */
    void refused(Ask ask, Fenced report) {
        ask.answer().complete(new Message.Done());
        if (report.token() == token) {
            refused.accept(report.taken());
        }
    }

    /** Returns what of a subscriber's standing counts under a lease that was granted since it was told. */
    Standing counted(Standing standing) {
        return fenced ? standing.unfenced() : standing;
    }

    void leased(Granted granted) {
        token = granted.token();
        generation = granted.generation();
        durable = granted.checkpoint();
        offered = granted.checkpoint();
    }

    /** The generation of the subscription under the last lease, 0 before the first. */
    long generation() {
        return generation;
    }

    /** How the subscription is, for one attachment; of a persistent one its row has the generation, and each delivery. */
    Status status(Link link, SubscriptionState state, long head) {
        return new Status(link, state, durable, head, key.isTransient() ? generation : 0);
    }

    /** The lease is gone: nothing more is written under its token. */
    void lost() {
        token = 0;
        durable = -1;
        endFlushes(flush -> true);
    }

    /** Writes the checkpoint if it is due. */
    void progress() {
        if (isNotOurs() || machine.checkpoint() <= offered) {
            return;
        }
        if (machine.handled() >= threshold) {
            offer(false);
        } else if (!after.isZero() && !timed) {
            timed = true;
            time.schedule(
                    after,
                    () -> self.run(() -> {
                        timed = false;
                        if (!isNotOurs() && machine.checkpoint() > offered) {
                            offer(false);
                        }
                    }));
        }
    }

    /** Writes the checkpoint now; completes, as a turn of the process, when it is durable or the lease was lost. */
    CompletionStage<Void> flush() {
        long number = machine.checkpoint();
        if (isNotOurs() || number <= durable) {
            return CompletableFuture.completedStage(null);
        }
        Flush flush = new Flush(number, new CompletableFuture<>());
        flushes.add(flush);
        offer(true);
        return flush.done();
    }

    /** The same, and completes by the deadline anyway. */
    CompletionStage<Void> flush(Deadline deadline) {
        CompletableFuture<Void> flushed = flush().toCompletableFuture();
        time.schedule(deadline.remaining(time), () -> self.run(() -> flushed.complete(null)));
        return flushed;
    }

    /** Writes the checkpoint when there are no more turns; completes when it is written or refused, or time is up. */
    CompletionStage<Void> last() {
        long number = machine.checkpoint();
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (isNotOurs() || key.isTransient() || number <= durable) {
            done.complete(null);
            return done;
        }
        TimeSource.Timer timer = time.schedule(LAST_TIMEOUT, () -> done.complete(null));
        writer.offer(new Checkpoint(key.stream(), key.name(), token, number), true, new CheckpointWriter.Listener() {
            @Override
            public void written(Checkpoint checkpoint) {
                done.complete(null);
            }

            @Override
            public void refused(Checkpoint checkpoint) {
                done.complete(null);
            }
        });
        return done.whenComplete((written, failure) -> timer.cancel());
    }

    private boolean isNotOurs() {
        return token == 0 || fenced;
    }

    /** Whoever waits for a flush may come back here, so the list is changed before anybody is told. */
    private void endFlushes(Predicate<Flush> done) {
        List<Flush> ended = flushes.stream().filter(done).toList();
        flushes.removeAll(ended);
        ended.forEach(flush -> flush.done().complete(null));
    }

    private void offer(boolean urgent) {
        offered = machine.checkpoint();
        machine.checkpointed();
        Checkpoint newest = new Checkpoint(key.stream(), key.name(), token, offered);
        if (key.isTransient()) {
            written(newest);
        } else {
            writer.offer(newest, urgent, this);
        }
    }

    @Override
    public void written(Checkpoint checkpoint) {
        self.run(() -> {
            if (checkpoint.token() == token) {
                durable = Math.max(durable, checkpoint.number());
                endFlushes(flush -> flush.number() <= durable);
                written.run();
            }
        });
    }

    @Override
    public void refused(Checkpoint checkpoint) {
        self.run(() -> {
            if (checkpoint.token() == token) {
                refused.accept(true);
            }
        });
    }
}
