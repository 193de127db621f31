package dev.eventstore.core.parked;

import dev.eventstore.core.delivery.ParkingLot;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of the storage that change what is parked under a lease, one after the other: so what one says is still so when the next
 * begins. One that fails is tried again as long as the lease is the same. Confined to the mailbox of the process.
 */
final class ParkingLane {

    private static final Logger LOG = LoggerFactory.getLogger(ParkingLane.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMillis(200);

    private record Step<T>(long token, Function<Deadline, CompletionStage<T>> call, Consumer<T> done, Runnable over) {}

    private final ParkingLot lot;
    private final TimeSource time;
    private final Process.Self self;
    private final Deque<Step<?>> waiting = new ArrayDeque<>();
    private boolean busy;

    ParkingLane(ParkingLot lot, TimeSource time, Process.Self self) {
        this.lot = lot;
        this.time = time;
        this.self = self;
    }

    boolean isIdle() {
        return !busy && waiting.isEmpty();
    }

    /**
     * Makes a call when those before it have ended.
     *
     * @param call the call
     * @param done takes its answer, as a turn of the process, if the lease is still the same
     * @param over run if it is not
     */
    <T> void add(Function<Deadline, CompletionStage<T>> call, Consumer<T> done, Runnable over) {
        waiting.addLast(new Step<>(lot.token(), call, done, over));
        next();
    }

    private void next() {
        Step<?> step = busy ? null : waiting.pollFirst();
        if (step != null) {
            busy = true;
            begin(step);
        }
    }

    private <T> void begin(Step<T> step) {
        if (step.token() != lot.token()) {
            ended(step.over());
            return;
        }
        step.call()
                .apply(Deadline.after(time, TIMEOUT))
                .whenComplete((answer, failure) -> self.run(() -> answered(step, answer, failure)));
    }

    private <T> void answered(Step<T> step, T answer, @Nullable Throwable failure) {
        if (step.token() != lot.token()) {
            ended(step.over());
        } else if (failure == null) {
            ended(() -> step.done().accept(answer));
        } else {
            LOG.warn(
                    "what is parked could not be written and is tried again: {}",
                    Failures.unwrap(failure).getMessage());
            time.schedule(RETRY, () -> self.run(() -> begin(step)));
        }
    }

    private void ended(Runnable end) {
        busy = false;
        end.run();
        next();
    }
}
