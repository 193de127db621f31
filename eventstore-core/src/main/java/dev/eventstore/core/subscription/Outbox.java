package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.wire.SubscriptionMessages;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.End;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a subscription has to tell one attachment: one message on the way, repeated until it is answered, so that
 * nothing is lost and nothing overtakes. Confined to the mailbox of the subscription's process.
 */
final class Outbox {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    /** Within this time news is answered where nothing is wrong, so that it keeps nobody out of turn. */
    private static final Duration PROMPT = Duration.ofMillis(100);

    /** A subscriber that has not answered for so long is let go; if it lives, it finds out and comes back. */
    private static final Duration GIVE_UP = Duration.ofSeconds(10);

    private final UUID attachment;
    final NodeId node;
    private final Link link;
    private final SubscriptionContext context;
    private final Process.Self self;
    private final Runnable roomAgain;
    private final Consumer<Outbox> gone;
    private final List<Ask> asking = new ArrayList<>();
    private final List<Ask> leaving = new ArrayList<>();

    /** What the attachment told when it attached, until the lease is there and it can be taken into account. */
    private Standing standing;

    private boolean admitted;
    private long sequence;
    private @Nullable Message onTheWay;
    private long sentAt;

    /** The delivery, or replay, that follows the message on the way. */
    private @Nullable Message waiting;

    private boolean closed;
    private @Nullable Message takenBack;
    private long takenBackAt;
    private boolean wasMember;
    private @Nullable Status status;
    private @Nullable Status told;
    private @Nullable End end;

    /**
     * For one attachment under one number.
     *
     * @param roomAgain run when a message was answered
     * @param gone run when the attachment is not there any more, or not under this number
     */
    Outbox(
            Ask ask,
            Attach attach,
            SubscriptionContext context,
            Process.Self self,
            Runnable roomAgain,
            Consumer<Outbox> gone) {
        this.attachment = attach.attachment();
        this.node = attach.node();
        this.standing = attach.standing();
        this.link = new Link(attach.standing().number(), context.ids().next());
        this.context = context;
        this.self = self;
        this.roomAgain = roomAgain;
        this.gone = gone;
        asking.add(ask);
        viewed();
    }

    /** A view was entered; whether the subscriber's node has left with it. A node that never was a member cannot leave. */
    boolean viewed() {
        boolean member = context.views().isMember(node);
        boolean left = wasMember && !member;
        wasMember = member;
        return left;
    }

    UUID attachment() {
        return attachment;
    }

    /** Whether this comes from the attachment as it attached last. */
    boolean isFor(Ack ack) {
        return attachment.equals(ack.attachment()) && link.number() == ack.attached();
    }

    /** Whether its attachment attaches again under this number, or an earlier one; if under a later one, this is over. */
    boolean isRepeated(Attach attach, Ask ask) {
        boolean repeated = attach.standing().number() <= link.number();
        if (!repeated) {
            close();
        } else if (attach.standing().number() == link.number()) {
            join(ask);
        } else {
            ask.answer().complete(new Message.Done());
        }
        return repeated;
    }

    /** What the attachment has told, and acknowledged since. */
    Standing standing() {
        return standing;
    }

    void acknowledged(long upTo) {
        standing = standing.acknowledged(upTo);
    }

    /** What counts of what the attachment has told is taken into account; returns whether it holds what it has said. */
    boolean resumes(SubscriptionMachine machine, Standing told) {
        standing = Standing.NOTHING;
        return machine.resumed(attachment, told.settled(), told.acknowledged(), told.held(), told.keys());
    }

    /** The attachment wants to go, and waits for its last checkpoint; returns how often it has asked. */
    int leaves(Ask ask) {
        leaving.add(ask);
        return leaving.size();
    }

    /** It is gone: those who wait for that are told how the subscription was. */
    void left(Status last) {
        leavers().forEach(each -> each.answer().complete(last));
    }

    /** Those who wait for that, whom the caller answers. */
    List<Ask> leavers() {
        List<Ask> leavers = List.copyOf(leaving);
        leaving.clear();
        return leavers;
    }

    /** Whoever asked is answered when the lease was tried; the message may be repeated until then. */
    void join(Ask ask) {
        asking.add(ask);
        if (admitted) {
            tried(null);
        }
    }

    /** The lease was tried, or is there: whoever asks to attach is answered. */
    void tried(@Nullable Throwable failure) {
        admitted = failure == null;
        for (Ask ask : asking) {
            if (failure == null) {
                ask.answer().complete(new Message.Done());
            } else {
                ask.answer().completeExceptionally(Failures.unwrap(failure));
            }
        }
        asking.clear();
    }

    /** Under what the attachment is told. */
    Link link() {
        return link;
    }

    /** Whether a delivery would leave at once, or as soon as news is answered; only then may events be taken for it. */
    boolean isFree() {
        boolean soon =
                onTheWay == null || onTheWay instanceof Status && context.time().nanoTime() - sentAt < PROMPT.toNanos();
        return soon && waiting == null && !closed && takenBack == null && end == null;
    }

    /** Whether it has not yet heard that what it holds was taken back, and may still hear it soon. */
    boolean isTakingBack() {
        boolean tells = takenBack != null || onTheWay instanceof TakenBack;
        return tells
                && !closed
                && context.time().nanoTime() - takenBackAt
                        < context.views().attachTimeout().toNanos();
    }

    /** Takes a batch, or a parked event again, by its sequence, which it returns; only when this is free. */
    long hand(LongFunction<Message> delivery) {
        waiting = delivery.apply(++sequence);
        next();
        return sequence;
    }

    /** Tells the newest status, once the message on the way is answered; after a while again: one that is gone does not answer. */
    void status(Status newest) {
        status = newest.equals(told) && !isLost(sentAt) ? null : newest;
        next();
    }

    /** What the attachment holds, as it has told or as it was delivered, is its own no more. */
    void takeBack() {
        standing = Standing.NOTHING;
        waiting = null;
        takenBack = new TakenBack(link, ++sequence);
        takenBackAt = context.time().nanoTime();
        context.time().schedule(context.views().attachTimeout(), () -> self.run(roomAgain));
        next();
    }

    void end(byte[] failure) {
        waiting = null;
        end = new End(link, failure);
        next();
    }

    /** Sends nothing more. */
    void close() {
        closed = true;
    }

    private void next() {
        if (onTheWay != null || closed) {
            return;
        }
        Message first = takenBack != null ? takenBack : waiting;
        if (first != null) {
            takenBack = null;
            waiting = first == waiting ? null : waiting;
            send(first);
        } else if (end != null) {
            send(end);
        } else if (status != null) {
            told = status;
            status = null;
            send(told);
        }
    }

    private void send(Message message) {
        onTheWay = message;
        sentAt = context.time().nanoTime();
        send(message, sentAt);
    }

    private void send(Message message, long since) {
        if (closed) {
            return;
        }
        context.registry()
                .askAt(
                        node,
                        SubscriptionMessages.attachment(attachment),
                        message,
                        Deadline.after(context.time(), ANSWER_TIMEOUT))
                .whenComplete((answer, failure) -> self.run(() -> answered(message, since, failure)));
    }

    private void answered(Message message, long since, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null) {
            onTheWay = null;
            if (message instanceof End) {
                closed = true;
                return;
            }
            next();
            roomAgain.run();
        } else if (Failures.unwrap(failure) instanceof NotSupportedException || isLost(since)) {
            closed = true;
            context.time().schedule(grace(since), () -> self.run(() -> gone.accept(this)));
        } else {
            context.time().schedule(ANSWER_TIMEOUT.dividedBy(10), () -> self.run(() -> send(message, since)));
        }
    }

    /** One that does not know this owner may be about to attach anew, with what it holds; nobody must get that meanwhile. */
    private Duration grace(long since) {
        boolean returns = context.views().isClustered() && !isLost(since);
        return returns ? context.views().attachTimeout() : Duration.ZERO;
    }

    private boolean isLost(long since) {
        return context.views().isClustered() && context.time().nanoTime() - since >= GIVE_UP.toNanos();
    }
}
