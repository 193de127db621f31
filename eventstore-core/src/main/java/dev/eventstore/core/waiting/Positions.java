package dev.eventstore.core.waiting;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits until a subscription has come to a number. While somebody does, the storage is asked for the checkpoints of all those
 * subscriptions at once: a few milliseconds after somebody came or a checkpoint moved, and less and less often while nothing
 * happens. Wherever the subscription runs, and if its owner changes or there is none, the answer is the same. Thread-safe.
 */
public final class Positions {

    private static final Logger LOG = LoggerFactory.getLogger(Positions.class);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration SELDOM = Duration.ofMillis(250);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

    private final SubscriptionStorage storage;
    private final TimeSource time;
    private final List<Waiter> waiters = new ArrayList<>();
    private Duration pace = SOON;
    private boolean asking;
    private TimeSource.@Nullable Timer timer;

    /**
     * Nobody waits.
     *
     * @param storage knows the checkpoints
     * @param time the node's clock
     */
    public Positions(SubscriptionStorage storage, TimeSource time) {
        this.storage = storage;
        this.time = time;
    }

    /**
     * Waits for a subscription.
     *
     * @param stream its stream
     * @param name its name
     * @param number a number of the stream
     * @param deadline when the caller stops waiting
     * @return completes when its durable checkpoint is at this number or beyond; fails with {@link SubscriptionNotFoundException} if
     *     there is no such subscription, and with {@link DeadlineExceededException} at the deadline
     */
    public CompletionStage<Void> await(StreamId stream, SubscriptionName name, long number, Deadline deadline) {
        Waiter waiter = new Waiter(new Name(stream, name), number);
        TimeSource.Timer end = time.schedule(deadline.remaining(time), () -> late(waiter));
        waiter.whenComplete((done, failure) -> end.cancel());
        synchronized (this) {
            waiters.add(waiter);
            pace = SOON;
        }
        ask();
        return waiter;
    }

    /** One question at a time; who comes meanwhile is in the next. */
    private void ask() {
        List<Name> names;
        synchronized (this) {
            if (asking || waiters.isEmpty()) {
                return;
            }
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            asking = true;
            names = waiters.stream().map(waiter -> waiter.name).distinct().toList();
        }
        storage.checkpoints(names, Deadline.after(time, ASK_TIMEOUT)).whenComplete((found, failure) -> {
            if (failure == null) {
                for (int i = 0; i < names.size(); i++) {
                    told(names.get(i), found.get(i));
                }
            } else {
                LOG.debug("checkpoints that are waited for could not be read", failure);
            }
            asked();
        });
    }

    private void told(Name name, OptionalLong checkpoint) {
        List<Waiter> concerned;
        synchronized (this) {
            concerned =
                    waiters.stream().filter(waiter -> waiter.name.equals(name)).toList();
        }
        for (Waiter waiter : concerned) {
            if (checkpoint.isEmpty()) {
                leave(waiter);
                waiter.completeExceptionally(new SubscriptionNotFoundException(name.stream(), name.name()));
            } else if (checkpoint.getAsLong() >= waiter.number) {
                leave(waiter);
                waiter.complete(null);
            } else {
                moved(waiter, checkpoint.getAsLong());
            }
        }
    }

    private synchronized void moved(Waiter waiter, long checkpoint) {
        if (waiter.checkpoint != checkpoint) {
            waiter.checkpoint = checkpoint;
            pace = SOON;
        }
    }

    private synchronized void asked() {
        asking = false;
        if (!waiters.isEmpty()) {
            timer = time.schedule(pace, this::ask);
            Duration slower = pace.multipliedBy(2);
            pace = slower.compareTo(SELDOM) < 0 ? slower : SELDOM;
        }
    }

    private synchronized void leave(Waiter waiter) {
        waiters.remove(waiter);
    }

    private void late(Waiter waiter) {
        leave(waiter);
        waiter.completeExceptionally(new DeadlineExceededException(waiter.late(), null));
    }

    /** Its checkpoint is guarded by the positions. */
    private static final class Waiter extends CompletableFuture<Void> {

        private final Name name;
        private final long number;
        private volatile long checkpoint = -1;

        Waiter(Name name, long number) {
            this.name = name;
            this.number = number;
        }

        String late() {
            String reached = checkpoint < 0 ? "is not known" : "was at " + checkpoint;
            return "the deadline passed while subscription '" + name.name() + "' of stream '" + name.stream()
                    + "' was awaited at " + number + "; its checkpoint " + reached
                    + ". See that a subscriber is attached and acknowledges, or wait longer";
        }
    }
}
