package dev.eventstore.core.waiting;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.EventParkedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.SubscriptionNotFoundException;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits until a subscription has come to a number. While somebody does, the storage is asked for the checkpoints of all those
 * subscriptions at once: a few milliseconds after somebody came or a checkpoint moved, and less and less often while nothing
 * happens. Wherever the subscription runs, and if its owner changes or there is none, the answer is the same. Its state is confined
 * to its mailbox; {@link #await} is thread-safe.
 */
public final class Positions implements Process {

    private static final Logger LOG = LoggerFactory.getLogger(Positions.class);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration SELDOM = Duration.ofMillis(250);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

    private final Self self;
    private final SubscriptionStorage storage;
    private final ParkingStorage parking;
    private final TimeSource time;
    private final List<Waiter> waiters = new ArrayList<>();
    private Duration pace = SOON;
    private boolean asking;
    private TimeSource.@Nullable Timer timer;

    /**
     * Nobody waits.
     *
     * @param self its mailbox
     * @param storage knows the checkpoints
     * @param parking knows what is parked below them
     * @param time the node's clock
     */
    public Positions(Self self, SubscriptionStorage storage, ParkingStorage parking, TimeSource time) {
        this.self = self;
        this.storage = storage;
        this.parking = parking;
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
     *     there is no such subscription, with {@link EventParkedException} if the event of this number was put aside, and with
     *     {@link DeadlineExceededException} at the deadline
     */
    public CompletionStage<Void> await(StreamId stream, SubscriptionName name, long number, Deadline deadline) {
        Waiter waiter = new Waiter(new Name(stream, name), number);
        TimeSource.Timer end = time.schedule(deadline.remaining(time), () -> self.run(() -> late(waiter)));
        waiter.whenComplete((done, failure) -> end.cancel());
        self.run(() -> {
            waiters.add(waiter);
            pace = SOON;
            ask();
        });
        return waiter;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        throw new IllegalStateException("nobody asks for positions by name");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        waiters.forEach(waiter -> waiter.completeExceptionally(new StoreClosedException("the store was closed")));
        waiters.clear();
        return CompletableFuture.completedStage(null);
    }

    /** One question at a time; who comes meanwhile is in the next. */
    private void ask() {
        if (asking || waiters.isEmpty()) {
            return;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        asking = true;
        List<Name> names =
                waiters.stream().map(waiter -> waiter.name).distinct().toList();
        storage.checkpoints(names, Deadline.after(time, ASK_TIMEOUT))
                .whenComplete((found, failure) -> self.run(() -> {
                    asking = false;
                    if (failure == null) {
                        for (int i = 0; i < names.size(); i++) {
                            told(names.get(i), found.get(i));
                        }
                    } else {
                        LOG.debug("checkpoints that are waited for could not be read", failure);
                    }
                    askAgain();
                }));
    }

    private void askAgain() {
        if (!waiters.isEmpty()) {
            timer = time.schedule(pace, () -> self.run(this::ask));
            Duration slower = pace.multipliedBy(2);
            pace = slower.compareTo(SELDOM) < 0 ? slower : SELDOM;
        }
    }

    private void told(Name name, OptionalLong checkpoint) {
        List<Waiter> reached = new ArrayList<>();
        for (Waiter waiter : List.copyOf(waiters)) {
            if (!waiter.name.equals(name)) {
                continue;
            }
            if (checkpoint.isEmpty()) {
                waiters.remove(waiter);
                waiter.completeExceptionally(new SubscriptionNotFoundException(name.stream(), name.name()));
            } else if (checkpoint.getAsLong() >= waiter.number) {
                waiters.remove(waiter);
                reached.add(waiter);
            } else if (waiter.checkpoint != checkpoint.getAsLong()) {
                waiter.checkpoint = checkpoint.getAsLong();
                pace = SOON;
            }
        }
        if (!reached.isEmpty()) {
            reached(name, reached);
        }
    }

    /** What is parked is below the checkpoint, too, though nobody has handled it. */
    private void reached(Name name, List<Waiter> reached) {
        parking.list(name.stream(), name.name(), Deadline.after(time, ASK_TIMEOUT))
                .whenComplete((parked, failure) -> self.run(() -> {
                    if (failure == null) {
                        Set<Long> numbers =
                                parked.stream().map(ParkedEvent::number).collect(Collectors.toSet());
                        reached.forEach(waiter -> waiter.end(numbers.contains(waiter.number)));
                    } else {
                        LOG.debug("what is parked could not be read", failure);
                        again(reached);
                    }
                }));
    }

    /** They wait on, at the pace of the others, but for those whose time is up. */
    private void again(List<Waiter> reached) {
        reached.stream().filter(waiter -> !waiter.isDone()).forEach(waiters::add);
        if (!asking && timer == null) {
            askAgain();
        }
    }

    private void late(Waiter waiter) {
        waiters.remove(waiter);
        waiter.completeExceptionally(new DeadlineExceededException(waiter.late(), null));
    }

    private static final class Waiter extends CompletableFuture<Void> {

        private final Name name;
        private final long number;
        private long checkpoint = -1;

        Waiter(Name name, long number) {
            this.name = name;
            this.number = number;
        }

        void end(boolean isParked) {
            if (isParked) {
                completeExceptionally(new EventParkedException(name.stream(), name.name(), number));
            } else {
                complete(null);
            }
        }

        String late() {
            String reached = checkpoint < 0 ? "is not known" : "was at " + checkpoint;
            return "the deadline passed while subscription '" + name.name() + "' of stream '" + name.stream()
                    + "' was awaited at " + number + "; its checkpoint " + reached
                    + ". See that a subscriber is attached and acknowledges, or wait longer";
        }
    }
}
