package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.End;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a subscription has to tell one attachment: one message on the way, repeated until it is answered, so that
 * nothing is lost and nothing overtakes. Confined to the mailbox of the subscription's process.
 */
final class Outbox {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    private final UUID attachment;
    private final NodeId node;
    private final Registry registry;
    private final TimeSource time;
    private final Process.Self self;
    private final Runnable roomAgain;
    private final Runnable gone;
    private long sequence;
    private boolean onTheWay;
    private boolean closed;
    private boolean takenBack;
    private @Nullable Status status;
    private @Nullable Status told;
    private @Nullable End end;

    Outbox(
            UUID attachment,
            NodeId node,
            Registry registry,
            TimeSource time,
            Process.Self self,
            Runnable roomAgain,
            Runnable gone) {
        this.attachment = attachment;
        this.node = node;
        this.registry = registry;
        this.time = time;
        this.self = self;
        this.roomAgain = roomAgain;
        this.gone = gone;
    }

    UUID attachment() {
        return attachment;
    }

    /** Whether a delivery would leave at once; only then may events be taken for it. */
    boolean isFree() {
        return !onTheWay && !closed && !takenBack && end == null;
    }

    void deliver(List<StoredEvent> events) {
        send(new Deliver(++sequence, events));
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

    void end(End last) {
        end = last;
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
            send(new TakenBack());
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
        registry.askAt(node, SubscriptionMessages.attachment(attachment), message, Deadline.after(time, ANSWER_TIMEOUT))
                .whenComplete((answer, failure) -> self.run(() -> answered(message, failure)));
    }

    private void answered(Message message, @Nullable Throwable failure) {
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
        } else if (Failures.unwrap(failure) instanceof NotSupportedException) {
            closed = true;
            gone.run();
        } else {
            time.schedule(ANSWER_TIMEOUT.dividedBy(10), () -> self.run(() -> send(message)));
        }
    }
}
