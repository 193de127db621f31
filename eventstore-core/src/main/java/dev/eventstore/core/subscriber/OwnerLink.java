package dev.eventstore.core.subscriber;

import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.wire.SharedOptions;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Detach;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way from an attachment to the owner of its subscription. It attaches, and attaches again when the owner may have changed:
 * after each view, and when an owner does not know it. It sends acknowledgements, those that were given in between too. Confined
 * to the mailbox of the attachment but for {@link #attach}, {@link #acknowledged}, {@link #isLost} and {@link #close}, which are
 * thread-safe.
 */
final class OwnerLink {

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration LONG_RETRY = Duration.ofSeconds(1);

    /** How often an owner is asked whether it still has the attachment: it may have lost it without a word. */
    private static final Duration CHECK = Duration.ofSeconds(5);

    private final SubscriptionKey key;
    private final UUID id;
    private final SharedOptions options;
    private final SubscriberContext context;
    private final Process.Self self;
    private final Attachment attachment;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean lost;
    private volatile boolean closed;
    private volatile @Nullable AutoCloseable views;
    private @Nullable Deadline patience;
    private @Nullable Deadline leaving;
    private long number;
    private @Nullable UUID session;

    /** Whether an owner has had it, so that the next one must know what it holds. */
    private boolean taken;

    private boolean attached;
    private boolean busy;
    private long epoch;
    private long sent;
    private Duration retry = RETRY;

    OwnerLink(
            SubscriptionKey key,
            UUID id,
            SharedOptions options,
            SubscriberContext context,
            Process.Self self,
            Attachment attachment) {
        this.key = key;
        this.id = id;
        this.options = options;
        this.context = context;
        this.self = self;
        this.attachment = attachment;
    }

    /** Attaches for the first time; completes when an owner has it, fails as the owner refuses it. */
    CompletionStage<Void> attach(Deadline deadline) {
        run(() -> {
            patience = deadline;
            views = context.registry().onView(view -> run(() -> viewed(view)));
            attempt();
            if (closed) {
                close();
            }
        });
        return first;
    }

    /** So many of all events that were delivered are handled. */
    void acknowledged(long upTo) {
        acknowledged.accumulateAndGet(upTo, Math::max);
        run(this::next);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Whether no owner is known to have it though one had. */
    boolean isLost() {
        return lost;
    }

    /** Whether the subscription has no other subscriber. */
    boolean isAlone() {
        return options.concurrencyLimit() == 1;
    }

    /** Ends it without a word. */
    void close() {
        closed = true;
        AutoCloseable open = views;
        if (open != null) {
            try {
                open.close();
            } catch (Exception failure) {
                throw new IllegalStateException("a listener of views could not be removed", failure);
            }
        }
    }

    /** Whether this is told by the owner that has it now. */
    boolean accepts(Link link) {
        if (link.number() != number) {
            return false;
        }
        taken = true;
        if (session == null) {
            session = link.session();
        } else if (!session.equals(link.session())) {
            // Two took it under one number, as an owner that has forgotten it and got the message again. The next
            // number decides.
            attempt();
            return false;
        }
        return true;
    }

    /** Sends what was acknowledged, waits until it is durable, and lets the owner go; by the deadline it is over anyway. */
    void leave(Deadline deadline) {
        leaving = deadline;
        context.time().schedule(deadline.remaining(context.time()), () -> run(attachment::left));
        if (!attached && attachment.isSettled()) {
            ask(new Detach(id), deadline);
            attachment.left();
        }
        busy = false;
        next();
    }

    private void viewed(View view) {
        if (view.epoch() > epoch) {
            retry = RETRY;
            attempt();
        }
    }

    /** Each attempt tells what the attachment has now, under a number of its own; an answer to an earlier one is late. */
    private void attempt() {
        lost = taken;
        long mine = ++number;
        session = null;
        attached = false;
        busy = false;
        epoch = context.registry().view().epoch();
        Standing standing = attachment.standing(mine, taken);
        sent = standing.handled();
        Deadline deadline = taken || patience == null ? soon() : patience;
        ask(new Attach(id, context.self(), options, standing), deadline)
                .whenComplete((done, failure) -> run(() -> attempted(mine, failure)));
    }

    private void attempted(long mine, @Nullable Throwable failure) {
        if (mine != number) {
            return;
        }
        if (failure == null) {
            taken = true;
            attached = true;
            lost = false;
            retry = RETRY;
            if (first.complete(null) && context.registry().view().epoch() > 0) {
                after(CHECK, this::check);
            }
            next();
            return;
        }
        Throwable cause = Failures.unwrap(failure);
        boolean late = patience != null && patience.hasPassed(context.time());
        // A missing right, say, is still missing at the next attempt.
        if (!taken || !first.isDone() && (late || cause instanceof StorageException)) {
            first.completeExceptionally(cause);
        } else if (cause instanceof SubscriptionRefusedException refusal) {
            attachment.refused(refusal);
        } else {
            after(retry, () -> {
                if (mine == number) {
                    attempt();
                }
            });
            retry = retry.compareTo(LONG_RETRY) < 0 ? retry.multipliedBy(2) : retry;
        }
    }

    /** Sends what is to be sent, one at a time. */
    private void next() {
        if (!attached || busy) {
            return;
        }
        if (leaving != null) {
            letGo(leaving);
        } else if (acknowledged.get() > sent) {
            sendAck();
        }
    }

    private void sendAck() {
        busy = true;
        long mine = number;
        long last = acknowledged.get();
        ask(new Ack(id, mine, last, attachment.written()), soon())
                .whenComplete((done, failure) -> run(() -> {
                    if (mine != number || leaving != null) {
                        return;
                    }
                    busy = false;
                    Throwable cause = failure == null ? null : Failures.unwrap(failure);
                    lost = cause instanceof NoNodeAvailableException || lost && cause != null;
                    if (cause == null) {
                        sent = Math.max(sent, last);
                        next();
                    } else if (cause instanceof LeaseLostException) {
                        attempt();
                    } else {
                        after(RETRY, this::next);
                    }
                }));
    }

    /** In a cluster an owner may have ended without a word, or may have given this one up. */
    private void check() {
        if (attached && !busy && leaving == null) {
            sendAck();
        }
        after(CHECK, this::check);
    }

    private void letGo(Deadline deadline) {
        busy = true;
        long mine = number;
        ask(new Ack(id, mine, acknowledged.get(), attachment.written()), deadline)
                .thenCompose(done -> ask(new Detach(id), deadline))
                .whenComplete((answer, failure) -> run(() -> {
                    if (mine == number) {
                        busy = false;
                        letGo(answer, failure == null ? null : Failures.unwrap(failure));
                    }
                }));
    }

    private void letGo(@Nullable Message answer, @Nullable Throwable failure) {
        if (answer instanceof Status last) {
            attachment.told(last);
            attachment.left();
        } else if (attachment.isSettled()) {
            attachment.left();
        } else if (failure == null || failure instanceof LeaseLostException) {
            // This owner has never heard of what was acknowledged.
            attempt();
        } else {
            after(RETRY, this::next);
        }
    }

    private CompletionStage<Message> ask(Message message, Deadline deadline) {
        return context.registry().ask(key.process(), message, deadline);
    }

    private Deadline soon() {
        return Deadline.after(context.time(), ASK_TIMEOUT);
    }

    private void after(Duration delay, Runnable step) {
        context.time().schedule(delay, () -> run(step));
    }

    private void run(Runnable step) {
        self.run(() -> {
            if (!closed) {
                step.run();
            }
        });
    }
}
