package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.handover.Handover;
import dev.eventstore.core.handover.ParkingLink;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.subscriber.fenced.FencedHandler;
import dev.eventstore.core.subscriber.fenced.Refusals;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SharedOptions;
import dev.eventstore.core.wire.SubscriptionMessages;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Detach;
import dev.eventstore.core.wire.SubscriptionMessages.End;
import dev.eventstore.core.wire.SubscriptionMessages.Replay;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import dev.eventstore.core.wire.SubscriptionMessages.Told;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A subscriber attached to a subscription: takes what the owner delivers, hands it to the user's code in order, and sends
 * acknowledgements. The process is confined to its mailbox, the user's code runs in the callback queue, and what both and the
 * callers of {@link AttachedSubscription} touch is thread-safe by itself.
 */
final class Attachment implements Process {

    private final SubscriptionKey key;
    private final Subscriber subscriber;
    private final SubscriberContext context;
    private final UUID id;
    private final Self self;
    private final OwnerLink owner;
    private final CallbackQueue callbacks;
    private final ParkingLink parking;
    private final Handover handover;
    private final AckWindow window = new AckWindow();
    private final Refusals refusals;
    private final AckWaiters waiters = new AckWaiters();
    private final Received received = new Received();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Status status = Status.BEFORE;
    private volatile Optional<SubscriberFailedException> failed = Optional.empty();
    private long durable = -1;

    Attachment(
            SubscriptionKey key,
            SubscriptionOptions options,
            Subscriber subscriber,
            SubscriberContext context,
            UUID id,
            Self self,
            Subscription facade) {
        this.key = key;
        this.subscriber = subscriber;
        this.context = context;
        this.id = id;
        this.self = self;
        this.owner = new OwnerLink(
                key, id, SharedOptions.of(options, subscriber instanceof FencedHandler), context, self, this);
        this.refusals = new Refusals(context.registry(), key.process(), context.time());
        this.callbacks = new CallbackQueue(context.callbacks());
        this.parking = new ParkingLink(key, id, context.registry(), context.time(), finished::get);
        this.handover = new Handover(
                key,
                options,
                subscriber,
                facade,
                context.tools(),
                new AttachmentHost(window, parking, this::isOver, owner::acknowledged, this::subscriberFailed));
    }

    /** Asks the owner to take this subscriber. */
    CompletionStage<Void> attach(Deadline deadline) {
        return owner.attach(deadline);
    }

    /** Ends it without a word: the caller was told that it did not attach. */
    void abandon() {
        if (finished.compareAndSet(false, true)) {
            owner.close();
            context.registry()
                    .ask(key.process(), new Detach(id), Deadline.after(context.time(), context.closeTimeout()));
            waiters.fail(key.leaseLost());
            left.complete(null);
            ended.complete(null);
            context.supervisor().stop(SubscriptionMessages.attachment(id), "not attached");
        }
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        Ask ask = asks.get(0);
        if (!(ask.message() instanceof Told told)) {
            throw new NotSupportedException("an attachment does not understand " + ask.message());
        }
        if (owner.accepts(told.link())) {
            take(told);
            ask.answer().complete(new Message.Done());
        } else {
            ask.answer()
                    .completeExceptionally(new NotSupportedException("attachment " + id + " of subscription '"
                            + key.name() + "' of stream '" + key.stream() + "' is at another owner now"));
        }
        return CompletableFuture.completedStage(null);
    }

    private void take(Told message) {
        if (message instanceof Deliver deliver) {
            if (received.take(deliver, owner.acknowledged())) {
                long generation = window.generation();
                callbacks.addLong(() -> handOver(deliver, generation));
            }
        } else if (message instanceof Replay replay) {
            if (received.takeReplay(replay.sequence())) {
                long generation = window.generation();
                callbacks.addLong(() -> handover.replay(replay, generation));
            }
        } else if (message instanceof Status newest) {
            told(newest);
        } else if (message instanceof TakenBack back) {
            takeBack(back);
        } else if (message instanceof End end) {
            finish(Optional.ofNullable(end.failure()).map(context.codec()::decodeFailure));
        }
    }

    /** The newest status. */
    void told(Status newest) {
        status = newest;
        durable = Math.max(durable, newest.checkpoint());
        received.told(newest);
        window.durable(newest.checkpoint());
        waiters.durable(newest.checkpoint());
    }

    /** What the next owner is told; what comes under an earlier number does not count any more. */
    Standing standing(long number, boolean returning) {
        return received.standing(number, returning, durable, owner.acknowledged());
    }

    /** What the subscriber has written itself. */
    Held written() {
        return subscriber instanceof FencedHandler fenced ? fenced.written() : Held.NOTHING;
    }

    /** Whether nobody waits for an acknowledgement to become durable. */
    boolean isSettled() {
        return waiters.isEmpty();
    }

    /** The owner does not take it any more; its place may be another's. */
    void refused(SubscriptionRefusedException refusal) {
        boolean replaced = refusal.reason() == SubscriptionRefusedException.Reason.TOO_MANY_SUBSCRIBERS;
        finish(Optional.of(replaced ? key.leaseLost() : refusal));
    }

    /** The owner has let it go, as was wanted. */
    void left() {
        finish(failed);
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        finish(Optional.of(new StoreClosedException(key.closed())));
        return CompletableFuture.completedStage(null);
    }

    CompletionStage<Void> acknowledge(RecordedEvent upTo) {
        Optional<CompletionStage<Void>> replayed = parking.acknowledged(upTo);
        if (replayed.isPresent()) {
            return replayed.get();
        }
        long generation = window.generation();
        AckWindow.Acknowledged closed = window.acknowledge(upTo);
        if (closed.standing() == AckWindow.Standing.UNKNOWN) {
            throw new IllegalArgumentException(
                    "event " + upTo.number() + " must not be acknowledged: it was not delivered by subscription '"
                            + key.name() + "' of stream '" + key.stream() + "'");
        } else if (closed.standing() == AckWindow.Standing.TAKEN_BACK) {
            return CompletableFuture.failedStage(key.leaseLost());
        }
        CompletionStage<Void> durable = waiters.await(upTo.number());
        closed.upTo().ifPresent(owner::acknowledged);
        waiters.durable(status.checkpoint());
        if (finished.get() || generation != window.generation()) {
            // Whoever failed those who waited may not have seen this one.
            waiters.fail(key.leaseLost());
        }
        return durable;
    }

    /** Sends what was acknowledged, waits until it is durable, and lets the owner go; nothing is handed over any more. */
    CompletionStage<Void> leave(Optional<SubscriberFailedException> cause) {
        if (!finished.get() && leaving.compareAndSet(false, true)) {
            failed = cause;
            handover.wake();
            Deadline deadline = Deadline.after(context.time(), context.closeTimeout());
            Runnable leave = () -> self.run(() -> owner.leave(deadline));
            if (subscriber instanceof FencedHandler) {
                callbacks.afterwards(leave, deadline, context.time());
            } else {
                leave.run();
            }
        }
        return left;
    }

    SubscriptionState state() {
        SubscriptionState told = owner.isLost() ? SubscriptionState.DISCONNECTED : status.state();
        return finished.get() ? SubscriptionState.UNSUBSCRIBED : told;
    }

    Status status() {
        return status;
    }

    /** Up to which number everything was handled, as far as this subscriber can tell. */
    long handled() {
        return Math.max(status.checkpoint(), owner.isAlone() ? window.reached() : 0);
    }

    CompletionStage<Void> ended() {
        return ended;
    }

    /** Runs in the callback queue. */
    private CompletionStage<Void> handOver(Deliver deliver, long generation) {
        if (subscriber instanceof FencedHandler fenced) {
            fenced.next(deliver, () -> !isOver(generation), refusals);
        }
        return handover.deliver(deliver.events(), deliver.before(), generation);
    }

    private boolean isOver(long generation) {
        return finished.get() || leaving.get() || generation != window.generation();
    }

    private void subscriberFailed(Throwable failure) {
        String text = "the subscriber of '" + key.name() + "' failed, which ended it: " + failure;
        leave(Optional.of(new SubscriberFailedException(key.stream(), text, failure)));
    }

    private void takeBack(TakenBack message) {
        if (!received.takeBack(message)) {
            return;
        }
        window.takeBack();
        durable = -1;
        waiters.fail(key.leaseLost());
        handover.takeBack();
    }

    /** Ends it, once. Thread-safe. */
    void finish(Optional<? extends RuntimeException> cause) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        owner.close();
        handover.wake();
        waiters.fail(key.leaseLost());
        left.complete(null);
        context.supervisor().stop(SubscriptionMessages.attachment(id), "ended");
        callbacks.add(() -> {
            try {
                subscriber.onEnd(cause.map(EventStoreException.class::cast));
            } finally {
                cause.ifPresentOrElse(ended::completeExceptionally, () -> ended.complete(null));
            }
        });
    }
}
