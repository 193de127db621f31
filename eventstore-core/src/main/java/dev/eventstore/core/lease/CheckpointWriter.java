package dev.eventstore.core.lease;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of checkpoints on a node: it collects the newest of each subscription and writes them together.
 *
 * <p>One write is under way at a time. A first checkpoint leaves at once, further ones of the same subscription at most once
 * an interval; what comes meanwhile replaces what waits. Where many subscriptions write, there are ten writes an interval at most. What could not be written is tried again. Confined to its mailbox
 * but for {@link #offer}, which is thread-safe.
 */
public final class CheckpointWriter implements Process {

    /** Whoever offered a checkpoint; called as a turn of the writer, so it only puts a step into its own mailbox. */
    public interface Listener {

        /**
         * The checkpoint, or a higher one of the same token, is durable.
         *
         * @param checkpoint what was written
         */
        void written(Checkpoint checkpoint);

        /**
         * The token is not the subscription's any more; nothing was written.
         *
         * @param checkpoint what was refused
         */
        void refused(Checkpoint checkpoint);
    }

    private record Waiting(ProcessName key, Checkpoint checkpoint, boolean urgent, Listener listener) {}

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    /** When more subscriptions than these have written within an interval, a write is for many of them. */
    private static final int CROWD = 10;

    private static final Duration RETRY = Duration.ofMillis(200);

    private final Self self;
    private final SubscriptionStorage storage;
    private final TimeSource time;
    private final Duration interval;
    private final Map<ProcessName, Waiting> waiting = new HashMap<>();
    private final Map<ProcessName, Long> written = new HashMap<>();
    private boolean writing;
    private long wroteAt;
    private boolean timed;

    /**
     * A writer with nothing to write.
     *
     * @param self its mailbox
     * @param storage where checkpoints go
     * @param time the node's clock
     * @param interval how long the checkpoints of one subscription are apart under load
     */
    public CheckpointWriter(Self self, SubscriptionStorage storage, TimeSource time, Duration interval) {
        this.self = self;
        this.storage = storage;
        this.time = time;
        this.interval = interval;
    }

    /**
     * Writes a checkpoint soon.
     *
     * @param checkpoint the newest of its subscription
     * @param urgent whether it does not wait for the interval
     * @param listener told what became of it
     */
    public void offer(Checkpoint checkpoint, boolean urgent, Listener listener) {
        ProcessName key = ProcessName.subscription(checkpoint.stream(), checkpoint.name());
        self.run(() -> {
            Waiting offered = new Waiting(key, checkpoint, urgent, listener);
            waiting.merge(key, offered, CheckpointWriter::newer);
            if (!timed || wait(offered, time.nanoTime()) <= 0) {
                writeDue();
            }
        });
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        throw new IllegalStateException("the writer of checkpoints is not asked by name");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    private void writeDue() {
        if (writing) {
            return;
        }
        long now = time.nanoTime();
        written.values().removeIf(last -> now - last > interval.toNanos());
        long rest = written.size() > CROWD ? wroteAt + interval.dividedBy(10).toNanos() - now : 0;
        long soonest = Long.MAX_VALUE;
        List<Waiting> due = new ArrayList<>();
        for (Waiting candidate : waiting.values()) {
            long wait = candidate.urgent() ? 0 : Math.max(rest, wait(candidate, now));
            if (wait <= 0) {
                due.add(candidate);
            } else {
                soonest = Math.min(soonest, wait);
            }
        }
        if (!due.isEmpty()) {
            write(due);
        } else if (soonest < Long.MAX_VALUE) {
            writeIn(Duration.ofNanos(soonest));
        }
    }

    private long wait(Waiting candidate, long now) {
        Long last = candidate.urgent() ? null : written.get(candidate.key());
        return last == null ? 0 : last + interval.toNanos() - now;
    }

    private void writeIn(Duration delay) {
        if (!timed) {
            timed = true;
            time.schedule(
                    delay,
                    () -> self.run(() -> {
                        timed = false;
                        writeDue();
                    }));
        }
    }

    private void write(List<Waiting> due) {
        writing = true;
        long now = time.nanoTime();
        for (Waiting each : due) {
            waiting.remove(each.key());
            written.put(each.key(), now);
        }
        storage.checkpoint(due.stream().map(Waiting::checkpoint).toList(), Deadline.after(time, WRITE_TIMEOUT))
                .whenComplete((outcomes, failure) -> self.run(() -> {
                    writing = false;
                    wroteAt = time.nanoTime();
                    if (failure == null) {
                        tell(due, outcomes);
                        writeDue();
                    } else {
                        retry(due, failure);
                    }
                }));
    }

    private void retry(List<Waiting> due, Throwable failure) {
        LOG.warn(
                "checkpoints could not be written and are tried again: {}",
                Failures.unwrap(failure).getMessage());
        for (Waiting each : due) {
            waiting.merge(each.key(), each, (later, earlier) -> newer(earlier, later));
        }
        writeIn(RETRY);
    }

    private static void tell(List<Waiting> due, List<Boolean> outcomes) {
        for (int i = 0; i < due.size(); i++) {
            Waiting each = due.get(i);
            if (outcomes.get(i)) {
                each.listener().written(each.checkpoint());
            } else {
                each.listener().refused(each.checkpoint());
            }
        }
    }

    /** The later of two checkpoints of a subscription: of another token, or of a higher number. */
    private static Waiting newer(Waiting earlier, Waiting later) {
        boolean sameToken = earlier.checkpoint().token() == later.checkpoint().token();
        Checkpoint kept =
                sameToken && earlier.checkpoint().number() > later.checkpoint().number()
                        ? earlier.checkpoint()
                        : later.checkpoint();
        return new Waiting(later.key(), kept, later.urgent() || sameToken && earlier.urgent(), later.listener());
    }
}
