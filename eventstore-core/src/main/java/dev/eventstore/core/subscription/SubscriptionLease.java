package dev.eventstore.core.subscription;

import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.core.feed.CatchUp.Page;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What entitles a process to run its subscription, and says where that starts: of a persistent one the lease in its row, of a
 * transient one nothing but the process itself. Confined to the mailbox of the subscription's process but for {@link #checked}.
 */
interface SubscriptionLease {

    /** Told what became of a claim, as a turn of the process. */
    interface Listener {

        /** The lease is ours; everything starts at its checkpoint. */
        void granted(ClaimResult.Granted granted);

        /** The subscription was deleted by somebody else. */
        void missing();
    }

    /** That of a subscription, which its process does not have yet. */
    static SubscriptionLease of(
            SubscriptionKey key, SubscriptionContext context, Process.Self self, Listener listener) {
        return key.isTransient()
                ? new TransientLease(key, context, self, listener)
                : new LeaseKeeper(key, context, self, listener);
    }

    /** Whether the lease is ours as far as is known here. */
    boolean isHeld();

    /** Whether nothing is left to be done. */
    boolean isSettled();

    /**
     * Claims the lease, and goes on trying while somebody else holds it.
     *
     * @param from where the subscription starts if it is missing and created by this; empty: it is not created
     * @return completes, as a turn of the process, when it was granted or refused; fails as the storage does
     */
    CompletionStage<Void> claim(Optional<StartFrom> from);

    /** There is no lease though it was claimed, and all who were attached before have told what they have, or had the time. */
    void allTold(Supplier<Optional<StartFrom>> start);

    /**
     * The lease is gone: claims it again when it is free.
     *
     * @param refused whether the storage said so, or only the node's clock
     */
    void lost(boolean refused);

    /** A view was entered. */
    void viewed();

    /** The process moves and has had its last turn. */
    CompletionStage<Void> handOver();

    /** Wants the lease no more and gives it back. */
    CompletionStage<Void> release();

    /**
     * What was read under the lease, if it may be delivered under it. Thread-safe.
     *
     * @param page what was read
     * @param after it was asked for what follows this number
     * @return completes with the page; fails with {@code LeaseLostException} if the lease is gone
     */
    CompletionStage<Page> checked(Page page, long after);
}
