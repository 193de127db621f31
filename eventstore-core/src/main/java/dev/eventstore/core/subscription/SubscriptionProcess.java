package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.parked.ParkingDesk;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.wire.Fenced;
import dev.eventstore.core.wire.SharedOptions;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Delete;
import dev.eventstore.core.wire.SubscriptionMessages.Detach;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a persistent subscription: while subscribers are attached it holds the lease, reads, delivers, and has the
 * checkpoint written. What is due next, and to whom, is {@link SubscriptionMachine}'s to say. Confined to its mailbox.
 */
public final class SubscriptionProcess implements Process, SubscriptionLease.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionProcess.class);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final Self self;
    private final SubscriptionMachine machine = new SubscriptionMachine();
    private final SubscriptionLease lease;
    private final Checkpointing checkpoints;
    private final Arrivals arrivals;
    private final Consumer<View> viewListener;
    private final ReadAhead reader;
    private final Outboxes outboxes;
    private final ParkingDesk parking;
    private boolean moving;

    /**
     * The process of a subscription, without subscribers.
     *
     * @param key which subscription
     * @param context what the subscriptions of the node share
     * @param self its mailbox
     */
    public SubscriptionProcess(SubscriptionKey key, SubscriptionContext context, Self self) {
        this.key = key;
        this.context = context;
        this.self = self;
        this.lease = SubscriptionLease.of(key, context, self, this);
        this.checkpoints = new Checkpointing(
                key, machine, context.checkpoints(), context.time(), self, this::pump, this::leaseLost);
        this.arrivals = new Arrivals(key, context, self, this::attach, this::pump);
        this.outboxes = new Outboxes(key, context, machine, self, this::pump, () -> leaseLost(true), this::end);
        this.reader = new ReadAhead(key, context, machine, self, lease, this::pump, this::end, () -> leaseLost(true));
        this.parking = outboxes.desk();
        this.viewListener = view -> self.run(this::viewed);
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        Ask ask = asks.get(0);
        if (ask.message() instanceof Attach attach) {
            attach(ask, attach);
        } else if (ask.message() instanceof Ack ack) {
            acknowledge(ask, ack);
        } else if (ask.message() instanceof Fenced report) {
            checkpoints.refused(ask, report);
        } else if (ask.message() instanceof Detach detach) {
            detach(ask, detach);
        } else if (ask.message() instanceof Delete) {
            return delete(ask);
        } else {
            return parking.handle(ask);
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean isIdle() {
        return outboxes.isEmpty() && arrivals.isEmpty() && lease.isSettled();
    }

    @Override
    public Optional<byte[]> handOff() {
        moving = true;
        return Optional.empty();
    }

    /** Where it moves nobody is told: subscribers hear of the view and attach to the next owner with what they hold. */
    @Override
    public CompletionStage<Void> stop() {
        reader.unfollow();
        context.views().remove(viewListener);
        arrivals.leave(outboxes.leavers());
        if (!moving) {
            end(new LeaseLostException(key.stream(), key.name()));
            return lease.release();
        }
        outboxes.close();
        return checkpoints.last().thenCompose(written -> lease.handOver());
    }

    private void attach(Ask ask, Attach attach) {
        Outbox before = outboxes.get(attach.attachment());
        boolean waits = before != null
                ? before.isRepeated(attach, ask)
                : !outboxes.isOpen(arrivals) && arrivals.hold(ask, attach);
        if (waits || outboxes.refuses(ask, attach)) {
            return;
        }
        if (outboxes.isEmpty()) {
            begin(attach.options());
        } else if (machine.isLeased() && !lease.isHeld()) {
            leaseLost(false);
        }
        Outbox mine = new Outbox(ask, attach, context, self, this::pump, this::release);
        outboxes.put(mine, attach.options());
        Standing told = mine.standing();
        machine.attached(mine.attachment(), told.handled() + told.held().size());
        if (machine.isLeased()) {
            resume(mine, told, machine.checkpoint());
            mine.tried(null);
            pump();
            return;
        }
        lease.claim(attach.start()).whenComplete((tried, failure) -> {
            if (failure != null) {
                mine.close();
                release(mine);
            }
            mine.tried(failure);
            pump();
        });
    }

    /** The first is there, and its options are those of all. */
    private void begin(SharedOptions options) {
        machine.options(
                options.filter(),
                context.keys().of(PartitionBy.parse(options.partitionBy())),
                options.bufferSize(),
                options.maxSize());
        checkpoints.options(options);
        reader.follow();
        context.views().add(viewListener);
    }

    @Override
    public void granted(Granted granted) {
        machine.leased(granted.token(), granted.checkpoint(), granted.parked());
        checkpoints.leased(granted);
        reader.leased(granted.token());
        outboxes.all().forEach(each -> resume(each, checkpoints.counted(each.standing()), granted.checkpoint()));
        reader.restart();
        checkpoints.flush();
        pump();
    }

    /** Takes into account what an attachment has from before. */
    private void resume(Outbox outbox, Standing told, long checkpoint) {
        boolean setBack =
                !key.isTransient() && checkpoint < told.durable() || told.isOutdated(checkpoints.generation());
        if (setBack) {
            LOG.info("{} of {} starts over: all after {} is delivered again", key.name(), key.stream(), checkpoint);
        }
        if (setBack || !outbox.resumes(machine, told)) {
            outbox.takeBack();
        }
    }

    private void viewed() {
        outboxes.viewed().forEach(this::release);
        lease.viewed();
    }

    @Override
    public void missing() {
        end(new SubscriptionDeletedException(key.stream(), key.name()));
    }

    private void acknowledge(Ask ask, Ack ack) {
        Outbox outbox = outboxes.get(ack);
        if (outbox == null) {
            ask.answer().completeExceptionally(new LeaseLostException(key.stream(), key.name()));
            return;
        }
        if (machine.isLeased()) {
            machine.acknowledged(ack.attachment(), ack.upTo());
            checkpoints.written(ack.held());
        } else {
            outbox.acknowledged(ack.upTo());
        }
        ask.answer().complete(new Message.Done());
        pump();
    }

    private void detach(Ask ask, Detach detach) {
        Outbox mine = outboxes.get(detach.attachment());
        if (mine == null) {
            arrivals.forget(detach.attachment());
            ask.answer().complete(new Message.Done());
            return;
        }
        mine.close();
        if (mine.leaves(ask) > 1) {
            return;
        }
        machine.left(mine.attachment());
        pump();
        checkpoints.flush(ask.deadline()).thenRun(() -> {
            Status last = checkpoints.status(mine.link(), SubscriptionState.UNSUBSCRIBED, reader.head());
            release(mine).whenComplete((released, failure) -> mine.left(last));
        });
    }

    private CompletionStage<Void> delete(Ask ask) {
        var deleted = context.storage().subscriptions().delete(key.stream(), key.name(), ask.deadline());
        return deleted.handle((existed, failure) -> {
            if (failure != null) {
                ask.answer().completeExceptionally(Failures.unwrap(failure));
            } else {
                missing();
                ask.answer().complete(new Message.Done());
            }
            return null;
        });
    }

    /** Lets a subscriber go, and gives the lease back after the last. */
    private CompletionStage<Void> release(Outbox mine) {
        if (!outboxes.remove(mine)) {
            return CompletableFuture.completedStage(null);
        }
        machine.left(mine.attachment());
        if (!outboxes.isEmpty()) {
            pump();
            return CompletableFuture.completedStage(null);
        }
        reader.unfollow();
        context.views().remove(viewListener);
        machine.lost(SubscriptionState.INITIAL);
        checkpoints.lost();
        return lease.release();
    }

    /** Tells the subscribers that no more comes, and lets them go. */
    private void end(EventStoreException cause) {
        List<Outbox> all = outboxes.all();
        all.forEach(each -> each.end(context.codec().encodeFailure(cause)));
        all.forEach(this::release);
    }

    private void leaseLost(boolean refused) {
        machine.lost(SubscriptionState.DISCONNECTED);
        checkpoints.lost();
        outboxes.all().forEach(Outbox::takeBack);
        lease.lost(refused);
        pump();
    }

    /** Does whatever is due. */
    private void pump() {
        if (outboxes.isEmpty()) {
            return;
        }
        if (machine.isLeased() && !lease.isHeld()) {
            leaseLost(false);
            return;
        }
        if (!machine.isLeased() && outboxes.isOpen(arrivals)) {
            lease.allTold(outboxes::start);
        }
        reader.readIfWanted();
        parking.pump();
        if (outboxes.isOpen(arrivals) && !outboxes.isTakingBack()) {
            outboxes.deliver(machine, checkpoints.generation(), checkpoints.held(), reader.head());
        }
        checkpoints.progress();
        outboxes.status(link -> checkpoints.status(link, machine.state(), reader.head()));
    }
}
