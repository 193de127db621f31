package dev.eventstore.core.subscription;

import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private OptionalLong token = OptionalLong.empty();
    private boolean wanted;
    private boolean claiming;

    LeaseKeeper(SubscriptionKey key, SubscriptionContext context, Process.Self self, Listener listener) {
        this.key = key;
        this.context = context;
        this.self = self;
        this.listener = listener;
    }

    /** Whether the lease is ours as far as the node's clock can tell. */
    boolean isHeld() {
        return token.isPresent() && context.lease().isHeld();
    }

    /**
     * Claims the lease, creating the subscription if it is missing, and goes on trying while somebody else holds it.
     *
     * @return completes, as a turn of the process, when it was granted or refused; fails as the storage does
     */
    CompletionStage<Void> claim(StartFrom start) {
        wanted = true;
        CompletableFuture<Void> tried = new CompletableFuture<>();
        tryClaim(Optional.of(start), tried);
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
        return context.storage().subscriptions().release(key.stream(), key.name(), held, deadline());
    }

    private void tryClaim(Optional<StartFrom> start, CompletableFuture<Void> tried) {
        claiming = true;
        SubscriptionStorage storage = context.storage().subscriptions();
        context.lease()
                .take()
                .thenCompose(taken -> storage.claim(new Claim(
                        key.stream(),
                        key.name(),
                        start,
                        context.self(),
                        context.registry().epoch(),
                        deadline())))
                .whenComplete((result, failure) -> self.run(() -> {
                    claiming = false;
                    answered(result, failure);
                    if (failure == null) {
                        tried.complete(null);
                    } else {
                        tried.completeExceptionally(Failures.unwrap(failure));
                    }
                }));
    }

    private void answered(ClaimResult result, Throwable failure) {
        if (failure != null) {
            LOG.debug("subscription {} could not be claimed", key, Failures.unwrap(failure));
            tryLater();
        } else if (result instanceof ClaimResult.Granted granted) {
            token = OptionalLong.of(granted.token());
            if (wanted) {
                listener.granted(granted.token(), granted.checkpoint());
            } else {
                release();
            }
        } else if (result instanceof ClaimResult.Held held) {
            LOG.debug("subscription {} is held by {}; standing by", key, held.holder());
            tryLater();
        } else if (wanted) {
            listener.missing();
        }
    }

    private void tryLater() {
        context.time()
                .schedule(
                        context.lease().renewInterval(),
                        () -> self.run(() -> {
                            if (wanted && !claiming && token.isEmpty()) {
                                tryClaim(Optional.empty(), new CompletableFuture<>());
                            }
                        }));
    }

    private Deadline deadline() {
        return Deadline.after(context.time(), CLAIM_TIMEOUT);
    }
}
