package dev.eventstore.core.subscription;

import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of one subscription: claims it, tries again while somebody else holds it, gives it back. Confined to the mailbox
 * of the subscription's process.
 */
final class LeaseKeeper {

    /** Told what became of a claim, as a turn of the process. */
    interface Listener {

        /** The lease is ours; everything starts at the checkpoint. */
        void granted(long token, long checkpoint);

        /** The subscription was deleted by somebody else. */
        void missing();
    }

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(10);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final Process.Self self;
    private final Listener listener;
    private final List<CompletableFuture<Void>> asking = new ArrayList<>();
    private Optional<StartFrom> start = Optional.empty();
    private OptionalLong token = OptionalLong.empty();
    private long nodeTerm;
    private boolean wanted;
    private boolean claiming;

    /** A claim has failed, so the lease may be ours under a token that we were not told. */
    private boolean unsure;

    private TimeSource.@Nullable Timer retry;

    LeaseKeeper(SubscriptionKey key, SubscriptionContext context, Process.Self self, Listener listener) {
        this.key = key;
        this.context = context;
        this.self = self;
        this.listener = listener;
    }

    /** Whether the lease is ours as far as the node's clock can tell. */
    boolean isHeld() {
        return token.isPresent() && context.lease().isHeld(nodeTerm);
    }

    /** Whether nothing is left to be done: a lease that may be ours and is not wanted is still to be given back. */
    boolean isSettled() {
        return !claiming && !unsure;
    }

    /**
     * Claims the lease, creating the subscription if it is missing, and goes on trying while somebody else holds it.
     *
     * @return completes, as a turn of the process, when it was granted or refused; fails as the storage does
     */
    CompletionStage<Void> claim(StartFrom from) {
        wanted = true;
        start = Optional.of(from);
        CompletableFuture<Void> tried = new CompletableFuture<>();
        asking.add(tried);
        if (!claiming) {
            tryClaim();
        }
        return tried;
    }

    /** The lease is gone: claims it again when it is free. */
    void lost() {
        token = OptionalLong.empty();
        tryLater();
    }

    /** Wants the lease no more and gives it back. */
    CompletionStage<Void> release() {
        wanted = false;
        if (token.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        long held = token.getAsLong();
        token = OptionalLong.empty();
        return giveBack(held);
    }

    /**
     * Gives a lease back, and tries again by itself if that fails: this node lives on, so nobody else could ever take it. A
     * token that is not the row's any more changes nothing.
     */
    private CompletionStage<Void> giveBack(long held) {
        return context.storage()
                .subscriptions()
                .release(key.stream(), key.name(), held, deadline())
                .whenComplete((released, failure) -> {
                    if (failure != null && !(Failures.unwrap(failure) instanceof StoreClosedException)) {
                        context.time().schedule(context.lease().renewInterval(), () -> giveBack(held));
                    }
                });
    }

    /** One claim at a time: the answers of two could come in the wrong order. */
    private void tryClaim() {
        claiming = true;
        Optional<StartFrom> from = start;
        start = Optional.empty();
        List<CompletableFuture<Void>> askers = List.copyOf(asking);
        asking.clear();
        SubscriptionStorage storage = context.storage().subscriptions();
        context.lease()
                .take()
                .thenCompose(term -> storage.claim(new Claim(
                                key.stream(),
                                key.name(),
                                from,
                                context.self(),
                                context.registry().epoch(),
                                deadline()))
                        .thenApply(result -> new Answer(result, term)))
                .whenComplete((answer, failure) -> self.run(() -> {
                    claiming = false;
                    if (wanted && !asking.isEmpty()) {
                        tryClaim();
                    } else {
                        answered(answer, failure);
                    }
                    askers.forEach(asker -> complete(asker, failure));
                }));
    }

    private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
        unsure = answer == null;
        if (answer == null) {
            LOG.debug("subscription {} could not be claimed", key, Failures.unwrap(failure));
            tryLater();
        } else if (answer.result() instanceof ClaimResult.Granted granted) {
            token = OptionalLong.of(granted.token());
            nodeTerm = answer.term();
            if (wanted) {
                listener.granted(granted.token(), granted.checkpoint());
            } else {
                release();
            }
        } else if (answer.result() instanceof ClaimResult.Held held) {
            LOG.debug("subscription {} is held by {}; standing by", key, held.holder());
            tryLater();
        } else if (wanted) {
            listener.missing();
        }
        if (!wanted) {
            asking.forEach(asker -> complete(asker, null));
            asking.clear();
        }
    }

    private static void complete(CompletableFuture<Void> asker, @Nullable Throwable failure) {
        if (failure == null) {
            asker.complete(null);
        } else {
            asker.completeExceptionally(Failures.unwrap(failure));
        }
    }

    private void tryLater() {
        if (retry != null) {
            retry.cancel();
        }
        retry = context.time()
                .schedule(
                        context.lease().renewInterval(),
                        () -> self.run(() -> {
                            if ((wanted || unsure) && !claiming && token.isEmpty()) {
                                tryClaim();
                            }
                        }));
    }

    /** What a claim got, and in which term of the node's lease it was made. */
    private record Answer(ClaimResult result, long term) {}

    private Deadline deadline() {
        return Deadline.after(context.time(), CLAIM_TIMEOUT);
    }
}
