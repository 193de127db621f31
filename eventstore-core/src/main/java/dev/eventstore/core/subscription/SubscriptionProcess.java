package dev.eventstore.core.subscription;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.feed.FeedListener;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Delete;
import dev.eventstore.core.wire.SubscriptionMessages.Detach;
import dev.eventstore.core.wire.SubscriptionMessages.End;
import dev.eventstore.core.wire.SubscriptionMessages.Options;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a persistent subscription: while a subscriber is attached it holds the lease, reads, delivers, and has the
 * checkpoint written. What is due next is {@link SubscriptionMachine}'s to say. Confined to its mailbox.
 */
public final class SubscriptionProcess implements Process, LeaseKeeper.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionProcess.class);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final Self self;
    private final SubscriptionMachine machine = new SubscriptionMachine();
    private final LeaseKeeper lease;
    private final Checkpointing checkpoints;
    private final FeedListener feedListener;
    private final ReadAhead reader;
    private @Nullable Outbox outbox;
    private long head;

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
        this.reader = new ReadAhead(key, context, machine, self, this::pump, this::end);
        this.feedListener = () -> self.run(() -> {
            machine.advanced();
            pump();
        });
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        Ask ask = asks.get(0);
        Message message = ask.message();
        if (message instanceof Attach attach) {
            attach(ask, attach);
        } else if (message instanceof Ack ack) {
            acknowledge(ask, ack);
        } else if (message instanceof Detach detach) {
            detach(ask, detach);
        } else if (message instanceof Delete) {
            return delete(ask);
        } else {
            ask.answer()
                    .completeExceptionally(new NotSupportedException("a subscription does not understand "
                            + message.getClass().getSimpleName()));
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean isIdle() {
        return outbox == null && lease.isSettled();
    }

    @Override
    public CompletionStage<Void> stop() {
        context.feed().remove(feedListener);
        if (outbox != null) {
            end(new LeaseLostException(key.stream(), key.name()));
        }
        return lease.release();
    }

    private void attach(Ask ask, Attach attach) {
        if (outbox != null && !outbox.attachment().equals(attach.attachment())) {
            ask.answer()
                    .completeExceptionally(new SubscriptionRefusedException(
                            key.stream(), key.name(), SubscriptionRefusedException.Reason.TOO_MANY_SUBSCRIBERS));
            return;
        }
        if (outbox != null) {
            ask.answer().complete(new Message.Done());
            return;
        }
        Options options = attach.options();
        machine.attached(options.filter(), options.bufferSize(), options.maxSize());
        checkpoints.options(options.checkpointThreshold(), Duration.ofMillis(options.checkpointAfterMillis()));
        Outbox mine = new Outbox(
                attach.attachment(),
                attach.node(),
                context.registry(),
                context.time(),
                self,
                this::pump,
                () -> release(attach.attachment()));
        outbox = mine;
        context.feed().add(feedListener);
        lease.claim(options.start()).whenComplete((tried, failure) -> {
            if (failure != null) {
                mine.close();
                release(attach.attachment());
                ask.answer().completeExceptionally(Failures.unwrap(failure));
            } else {
                ask.answer().complete(new Message.Done());
                pump();
            }
        });
    }

    @Override
    public void granted(long token, long checkpoint) {
        machine.leased(checkpoint);
        checkpoints.leased(token, checkpoint);
        reader.restart();
        head = Math.max(head, checkpoint);
        context.storage()
                .info(key.stream(), Deadline.after(context.time(), ASK_TIMEOUT))
                .whenComplete((info, failure) -> self.run(() -> {
                    if (failure == null && info.isPresent()) {
                        head = Math.max(head, info.get().version());
                    }
                    pump();
                }));
        pump();
    }

    @Override
    public void missing() {
        end(new SubscriptionDeletedException(key.stream(), key.name()));
    }

    private void acknowledge(Ask ask, Ack ack) {
        if (outbox == null || !outbox.attachment().equals(ack.attachment())) {
            ask.answer().completeExceptionally(new LeaseLostException(key.stream(), key.name()));
            return;
        }
        machine.acknowledged(ack.number());
        ask.answer().complete(new Message.Done());
        pump();
    }

    private void detach(Ask ask, Detach detach) {
        if (outbox == null || !outbox.attachment().equals(detach.attachment())) {
            ask.answer().complete(new Message.Done());
            return;
        }
        outbox.close();
        CompletableFuture<Void> flushed = checkpoints.flush().toCompletableFuture();
        context.time().schedule(ask.deadline().remaining(context.time()), () -> self.run(() -> flushed.complete(null)));
        flushed.thenRun(() -> {
            Status last = new Status(SubscriptionState.UNSUBSCRIBED, checkpoints.durable(), head());
            release(detach.attachment())
                    .whenComplete((released, failure) -> ask.answer().complete(last));
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
    private CompletionStage<Void> release(UUID attachment) {
        if (outbox == null || !outbox.attachment().equals(attachment)) {
            return CompletableFuture.completedStage(null);
        }
        outbox = null;
        context.feed().remove(feedListener);
        machine.lost(SubscriptionState.INITIAL);
        checkpoints.lost();
        return lease.release();
    }

    /** Tells the subscriber that no more comes, and lets it go. */
    private void end(EventStoreException cause) {
        if (outbox != null) {
            outbox.end(new End(context.codec().encodeFailure(cause)));
            release(outbox.attachment());
        }
    }

    private void leaseLost() {
        LOG.warn("{} of {} has lost its lease and tries to get it again", key.name(), key.stream());
        machine.lost(SubscriptionState.DISCONNECTED);
        checkpoints.lost();
        if (outbox != null) {
            outbox.takeBack();
        }
        lease.lost();
        pump();
    }

    /** Does whatever is due. */
    private void pump() {
        if (outbox == null) {
            return;
        }
        if (machine.isLeased() && !lease.isHeld()) {
            leaseLost();
            return;
        }
        reader.readIfWanted();
        if (outbox.isFree()) {
            List<StoredEvent> batch = machine.deliver();
            if (!batch.isEmpty()) {
                outbox.deliver(batch);
                context.observer().delivered(key.stream(), key.name(), batch.size(), lag());
            }
        }
        checkpoints.progress();
        head = Math.max(head, machine.received());
        outbox.status(new Status(machine.state(), checkpoints.durable(), head()));
    }

    private long head() {
        return key.stream().isAll() ? Math.max(head, context.feed().head()) : head;
    }

    private long lag() {
        return Math.max(0, head() - machine.checkpoint());
    }
}
