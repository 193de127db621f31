package dev.eventstore.core.subscription;

import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.core.feed.CatchUp.Page;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.NotHandledException;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of one persistent subscription: claims it, tries again while somebody else holds it, gives it back. Confined to the mailbox
 * of the subscription's process.
 */
final class LeaseKeeper implements SubscriptionLease {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(10);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final Process.Self self;
    private final Listener listener;

    /** Who waits for the claim under way, and who for the next. */
    private List<CompletableFuture<Void>> asked = new ArrayList<>();

    private final List<CompletableFuture<Void>> asking = new ArrayList<>();
    private CompletionStage<Answer> underWay = new CompletableFuture<>();
    private Optional<StartFrom> start = Optional.empty();
    private OptionalLong token = OptionalLong.empty();

    /** A token that ran out by the node's clock: the row may have it still, and says that it is ours while the node lives. */
    private OptionalLong lapsed = OptionalLong.empty();

    private long nodeTerm;
    private long epoch = -1;

    /** The last epoch under which the lease was somebody else's though we had it, -1 if none. */
    private long spent = -1;

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

    /** As far as the node's clock can tell. */
    @Override
    public boolean isHeld() {
        return token.isPresent() && context.lease().isHeld(nodeTerm);
    }

    /** A lease that may be ours and is not wanted is still to be given back. */
    @Override
    public boolean isSettled() {
        return !claiming && !unsure;
    }

    @Override
    public CompletionStage<Void> claim(Optional<StartFrom> from) {
        wanted = true;
        CompletableFuture<Void> tried = new CompletableFuture<>();
        if (claiming && from.isEmpty()) {
            asked.add(tried);
            return tried;
        }
        start = from;
        asking.add(tried);
        if (!claiming) {
            tryClaim();
        }
        return tried;
    }

    /** Where the subscription goes on stands in its row. */
    @Override
    public void allTold(Supplier<Optional<StartFrom>> begin) {
        // The claim was made when the first one came.
    }

    /** What is read under a token that is not the row's fails in the storage. */
    @Override
    public CompletionStage<Page> checked(Page page, long after) {
        return CompletableFuture.completedStage(page);
    }

    @Override
    public void lost(boolean refused) {
        LOG.warn("{} of {} has lost its lease and tries to get it again", key.name(), key.stream());
        lapsed = refused ? OptionalLong.empty() : token;
        token = OptionalLong.empty();
        if (refused) {
            spent = Math.max(spent, epoch);
            tryAgain();
        } else {
            tryLater();
        }
    }

    /** What was refused before may be granted now. */
    @Override
    public void viewed() {
        tryAgain();
    }

    /**
     * Its successor's epoch takes the lease from us; where there are no epochs, it must be free for that.
     */
    @Override
    public CompletionStage<Void> handOver() {
        wanted = false;
        asked.addAll(asking);
        asked.forEach(asker -> complete(asker, new NotHandledException(key.process())));
        if (context.registry().epoch().isPresent()) {
            return CompletableFuture.completedStage(null);
        }
        if (claiming) {
            return underWay.handle((answer, failure) -> {
                        if (failure != null) {
                            recover();
                        }
                        return failure == null && answer.result() instanceof ClaimResult.Granted granted
                                ? giveBack(granted.token())
                                : CompletableFuture.<Void>completedStage(null);
                    })
                    .thenCompose(givenBack -> givenBack);
        }
        if (unsure) {
            recover();
        }
        return release();
    }

    /** Claims once more, since we may have the lease under a token that we were not told, and gives it back. */
    private void recover() {
        ask(Optional.empty(), OptionalLong.empty(), false).whenComplete((answer, failure) -> {
            if (failure == null && answer.result() instanceof ClaimResult.Granted granted) {
                giveBack(granted.token());
            } else if (failure != null && !(Failures.unwrap(failure) instanceof StoreClosedException)) {
                context.time().schedule(context.lease().renewInterval(), this::recover);
            }
        });
    }

    @Override
    public CompletionStage<Void> release() {
        wanted = false;
        OptionalLong held = token.isPresent() ? token : lapsed;
        token = OptionalLong.empty();
        lapsed = OptionalLong.empty();
        return held.isPresent() ? giveBack(held.getAsLong()) : CompletableFuture.completedStage(null);
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
        asked = new ArrayList<>(asking);
        asking.clear();
        OptionalLong current = context.registry().epoch();
        underWay = ask(from, current, current.isPresent() && current.getAsLong() <= spent);
        underWay.whenComplete((answer, failure) -> self.run(() -> {
            claiming = false;
            List<CompletableFuture<Void>> askers = asked;
            asked = new ArrayList<>();
            if (wanted && !asking.isEmpty()) {
                tryClaim();
            } else {
                answered(answer, failure);
            }
            askers.forEach(asker -> complete(asker, failure));
        }));
    }

    /**
     * Under an epoch that the lease was lost in, it is never taken from whoever has it now, only from one of an earlier epoch,
     * or if it is free, as a hard delete of the stream leaves it; or the claim tells that the subscription was deleted.
     */
    private CompletionStage<Answer> ask(Optional<StartFrom> from, OptionalLong claimed, boolean onlyFree) {
        SubscriptionStorage storage = context.storage().subscriptions();
        return context.lease()
                .take()
                .thenCompose(term -> storage.claim(new Claim(
                                key.stream(), key.name(), from, context.self(), claimed, onlyFree, deadline()))
                        .thenApply(result -> new Answer(result, term, claimed.orElse(-1))));
    }

    private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
        unsure = answer == null;
        if (answer == null) {
            LOG.debug("subscription {} could not be claimed", key, Failures.unwrap(failure));
            tryLater();
        } else if (answer.result() instanceof ClaimResult.Granted granted) {
            token = OptionalLong.of(granted.token());
            lapsed = OptionalLong.empty();
            nodeTerm = answer.term();
            epoch = answer.epoch();
            if (wanted) {
                listener.granted(granted);
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
        retry = context.time().schedule(context.lease().renewInterval(), () -> self.run(this::tryAgain));
    }

    private void tryAgain() {
        if ((wanted || unsure) && !claiming && token.isEmpty()) {
            tryClaim();
        }
    }

    /** What a claim got, in which term of the node's lease and under which epoch it was made; -1 for none. */
    private record Answer(ClaimResult result, long term, long epoch) {}

    private Deadline deadline() {
        return Deadline.after(context.time(), CLAIM_TIMEOUT);
    }
}
