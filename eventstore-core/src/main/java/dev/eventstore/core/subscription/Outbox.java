package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SubscriptionMessages;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.End;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a subscription has to tell one attachment: one message on the way, repeated until it is answered, so that
 * nothing is lost and nothing overtakes. Confined to the mailbox of the subscription's process.
 */
final class Outbox {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    /** A subscriber that has not answered for so long is let go; if it lives, it finds out and comes back. */
    private static final Duration GIVE_UP = Duration.ofSeconds(10);

    private final UUID attachment;
    private final NodeId node;
    private final Link link;
    private final SubscriptionContext context;
    private final Process.Self self;
    private final Runnable roomAgain;
    private final Consumer<Outbox> gone;
    private final List<Ask> asking = new ArrayList<>();
    private boolean admitted;
    private long sequence;
    private boolean onTheWay;
    private boolean closed;
    private boolean takenBack;
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

    /** Whether an attachment finds this place taken, by another or by itself; if it has been on its own since, this is over. */
    boolean answers(Attach attach, Ask ask, SubscriptionKey key) {
        if (!attachment.equals(attach.attachment())) {
            ask.answer()
                    .completeExceptionally(new SubscriptionRefusedException(
                            key.stream(), key.name(), SubscriptionRefusedException.Reason.TOO_MANY_SUBSCRIBERS));
            return true;
        }
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

    /** Whoever asked is answered when the lease was tried; the message may be repeated until then. */
    void join(Ask ask) {
        asking.add(ask);
        if (admitted) {
            admit();
        }
    }

    void admit() {
        admitted = true;
        asking.forEach(ask -> ask.answer().complete(new Message.Done()));
        asking.clear();
    }

    void refuse(Throwable cause) {
        asking.forEach(ask -> ask.answer().completeExceptionally(cause));
        asking.clear();
    }

    /** Under what the attachment is told. */
    Link link() {
        return link;
    }

    /** Whether a delivery would leave at once; only then may events be taken for it. */
    boolean isFree() {
        return !onTheWay && !closed && !takenBack && end == null;
    }

    void deliver(long generation, Held held, List<StoredEvent> events) {
        send(new Deliver(link, ++sequence, generation, held, events));
    }

    /** Tells the newest status, once the message on the way is answered. */
    void status(Status newest) {
        status = newest.equals(told) ? null : newest;
        next();
    }

    void takeBack() {
        takenBack = true;
        next();
    }

    void end(byte[] failure) {
        end = new End(link, failure);
        next();
    }

    /** Sends nothing more. */
    void close() {
        closed = true;
    }

    private void next() {
        if (onTheWay || closed) {
            return;
        }
        if (takenBack) {
            takenBack = false;
            send(new TakenBack(link));
        } else if (end != null) {
            send(end);
        } else if (status != null) {
            told = status;
            status = null;
            send(told);
        }
    }

    private void send(Message message) {
        onTheWay = true;
        send(message, context.time().nanoTime());
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
            onTheWay = false;
            if (message instanceof End) {
                closed = true;
                return;
            }
            next();
            roomAgain.run();
        } else if (Failures.unwrap(failure) instanceof NotSupportedException || isLost(since)) {
            closed = true;
            gone.accept(this);
        } else {
            context.time().schedule(ANSWER_TIMEOUT.dividedBy(10), () -> self.run(() -> send(message, since)));
        }
    }

    private boolean isLost(long since) {
        return context.views().isClustered() && context.time().nanoTime() - since >= GIVE_UP.toNanos();
    }
}
