package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.wire.Fenced;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Delete;
import dev.eventstore.core.wire.SubscriptionMessages.Detach;
import dev.eventstore.core.wire.SubscriptionMessages.Options;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a persistent subscription: while a subscriber is attached it holds the lease, reads, delivers, and has the
 * checkpoint written. What is due next is {@link SubscriptionMachine}'s to say. Confined to its mailbox.
 */
public final class SubscriptionProcess implements Process, LeaseKeeper.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionProcess.class);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final Self self;
    private final SubscriptionMachine machine = new SubscriptionMachine();
    private final LeaseKeeper lease;
    private final Checkpointing checkpoints;
    private final Arrivals arrivals;
    private final Consumer<View> viewListener;
    private final ReadAhead reader;
    private @Nullable Outbox outbox;
    private boolean moving;

    /** What the subscriber told when it attached, until the lease is there and it can be taken into account. */
    private Standing standing = Standing.NOTHING;

    /** Of the lease that was granted last. */
    private long generation;

    /**
     * The process of a subscription, without a subscriber.
     *
     * @param key which subscription
     * @param context what the subscriptions of the node share
     * @param self its mailbox
     */
    public SubscriptionProcess(SubscriptionKey key, SubscriptionContext context, Self self) {
        this.key = key;
        this.context = context;
        this.self = self;
        this.lease = new LeaseKeeper(key, context, self, this);
        this.checkpoints = new Checkpointing(
                key, machine, context.checkpoints(), context.time(), self, this::pump, this::leaseLost);
        this.arrivals = new Arrivals(key, context, self, this::attach);
        this.reader = new ReadAhead(key, context, machine, self, this::pump, this::end, () -> leaseLost(true));
        this.viewListener = view -> self.run(this::viewed);
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        Ask ask = asks.get(0);
        Message message = ask.message();
        if (message instanceof Attach attach) {
            attach(ask, attach);
        } else if (message instanceof Ack ack) {
            acknowledge(ask, ack);
        } else if (message instanceof Fenced report) {
            checkpoints.refused(ask, report);
        } else if (message instanceof Detach detach) {
            detach(ask, detach);
        } else if (message instanceof Delete) {
            return delete(ask);
        } else {
            ask.answer()
                    .completeExceptionally(new NotSupportedException("a subscription does not understand " + message));
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean isIdle() {
        return outbox == null && arrivals.isEmpty() && lease.isSettled();
    }

    @Override
    public Optional<byte[]> handOff() {
        moving = true;
        return Optional.empty();
    }

    /** Where it moves nobody is told: the subscriber hears of the view and attaches to the next owner with what it holds. */
    @Override
    public CompletionStage<Void> stop() {
        reader.unfollow();
        context.views().remove(viewListener);
        arrivals.leave();
        if (!moving) {
            end(new LeaseLostException(key.stream(), key.name()));
            return lease.release();
        }
        if (outbox != null) {
            outbox.close();
        }
        return checkpoints.last().thenCompose(written -> lease.handOver());
    }

    private void attach(Ask ask, Attach attach) {
        if (outbox == null ? arrivals.hold(ask, attach) : outbox.answers(attach, ask, key)) {
            return;
        }
        Options options = attach.options();
        machine.attached(options.filter(), options.bufferSize(), options.maxSize());
        checkpoints.options(options);
        Outbox mine = new Outbox(ask, attach, context, self, this::pump, this::release);
        outbox = mine;
        standing = attach.standing();
        reader.follow();
        context.views().add(viewListener);
        if (machine.isLeased() && lease.isHeld()) {
            resume();
            mine.admit();
            pump();
            return;
        }
        // Whoever saw its checkpoint knows that it exists: if it is not there any more, it was deleted.
        Optional<StartFrom> start = standing.durable() < 0 ? Optional.of(options.start()) : Optional.empty();
        lease.claim(start).whenComplete((tried, failure) -> {
            if (failure != null) {
                mine.close();
                release(mine);
                mine.refuse(Failures.unwrap(failure));
            } else {
                mine.admit();
                pump();
            }
        });
    }

    @Override
    public void granted(Granted granted) {
        generation = granted.generation();
        machine.leased(granted.checkpoint());
        standing = checkpoints.leased(granted.token(), granted.checkpoint(), standing);
        reader.leased(granted.token());
        resume();
        pump();
    }

    private void resume() {
        long checkpoint = machine.checkpoint();
        if ((checkpoint < standing.durable() || standing.isOutdated(generation)) && outbox != null) {
            LOG.info("{} of {} starts over: all after {} is delivered again", key.name(), key.stream(), checkpoint);
            standing = Standing.NOTHING;
            outbox.takeBack();
        }
        machine.resumed(standing.acknowledged(), standing.received(), standing.held());
        standing = Standing.NOTHING;
        reader.restart();
        checkpoints.flush();
    }

    private void viewed() {
        if (outbox != null && outbox.viewed()) {
            outbox.close();
            release(outbox);
        }
        lease.viewed();
    }

    @Override
    public void missing() {
        end(new SubscriptionDeletedException(key.stream(), key.name()));
    }

    private void acknowledge(Ask ask, Ack ack) {
        if (outbox == null || !outbox.isFor(ack)) {
            ask.answer().completeExceptionally(new LeaseLostException(key.stream(), key.name()));
            return;
        }
        if (!machine.isLeased()) {
            standing = standing.acknowledged(ack.number(), ack.generation());
        } else if (ack.generation() == generation) {
            machine.acknowledged(ack.number());
            checkpoints.written(ack.held());
        }
        ask.answer().complete(new Message.Done());
        pump();
    }

    private void detach(Ask ask, Detach detach) {
        Outbox mine = outbox;
        if (mine == null || !mine.attachment().equals(detach.attachment())) {
            arrivals.forget(detach.attachment());
            ask.answer().complete(new Message.Done());
            return;
        }
        mine.close();
        if (arrivals.leaves(ask) > 1) {
            return;
        }
        CompletableFuture<Void> flushed = checkpoints.flush().toCompletableFuture();
        context.time().schedule(ask.deadline().remaining(context.time()), () -> self.run(() -> flushed.complete(null)));
        flushed.thenRun(() -> {
            Status last = new Status(mine.link(), SubscriptionState.UNSUBSCRIBED, checkpoints.durable(), reader.head());
            List<Ask> leavers = arrivals.leavers();
            release(mine)
                    .whenComplete((released, failure) ->
                            leavers.forEach(each -> each.answer().complete(last)));
        });
    }

    private CompletionStage<Void> delete(Ask ask) {
        return context.storage()
                .subscriptions()
                .delete(key.stream(), key.name(), ask.deadline())
                .handle((existed, failure) -> {
                    if (failure != null) {
                        ask.answer().completeExceptionally(Failures.unwrap(failure));
                    } else {
                        end(new SubscriptionDeletedException(key.stream(), key.name()));
                        ask.answer().complete(new Message.Done());
                    }
                    return null;
                });
    }

    /** Lets the subscriber go and gives the lease back. */
    private CompletionStage<Void> release(Outbox mine) {
        if (outbox != mine) {
            return CompletableFuture.completedStage(null);
        }
        outbox = null;
        reader.unfollow();
        context.views().remove(viewListener);
        machine.lost(SubscriptionState.INITIAL);
        checkpoints.lost();
        return lease.release();
    }

    /** Tells the subscriber that no more comes, and lets it go. */
    private void end(EventStoreException cause) {
        if (outbox != null) {
            outbox.end(context.codec().encodeFailure(cause));
            release(outbox);
        }
    }

    private void leaseLost(boolean refused) {
        LOG.warn("{} of {} has lost its lease and tries to get it again", key.name(), key.stream());
        machine.lost(SubscriptionState.DISCONNECTED);
        checkpoints.lost();
        standing = Standing.NOTHING;
        if (outbox != null) {
            outbox.takeBack();
        }
        lease.lost(refused);
        pump();
    }

    /** Does whatever is due. */
    private void pump() {
        if (outbox == null) {
            return;
        }
        if (machine.isLeased() && !lease.isHeld()) {
            leaseLost(false);
            return;
        }
        reader.readIfWanted();
        if (outbox.isFree()) {
            List<StoredEvent> batch = machine.deliver();
            if (!batch.isEmpty()) {
                long lag = Math.max(0, reader.head() - machine.checkpoint());
                outbox.deliver(generation, checkpoints.held(), batch);
                context.observer().delivered(key.stream(), key.name(), batch.size(), lag);
            }
        }
        checkpoints.progress();
        outbox.status(new Status(outbox.link(), machine.state(), checkpoints.durable(), reader.head()));
    }
}
