package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamInfo;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.core.feed.CatchUp.Page;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.wire.StreamMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In place of the lease of a transient subscription, which has no row: granted by nobody, and lost only when the stream is
 * deleted and so begins anew. When the stream was created tells one of the same name from another, as the generation does in
 * a row.
 */
final class TransientLease implements SubscriptionLease {

    private static final Logger LOG = LoggerFactory.getLogger(TransientLease.class);
    private static final Duration INFO_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final SubscriptionKey key;
    private final Storage storage;
    private final TimeSource time;
    private final Process.Self self;
    private final Listener listener;

    /** Empty while there is no such stream, and for {@code $all}. */
    private volatile Optional<Instant> created = Optional.empty();

    private long from;
    private long token;
    private boolean wanted;
    private boolean started;
    private boolean looking;
    private boolean held;

    TransientLease(SubscriptionKey key, SubscriptionContext context, Process.Self self, Listener listener) {
        this.key = key;
        this.storage = context.storage();
        this.time = context.time();
        this.self = self;
        this.listener = listener;
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public boolean isSettled() {
        return true;
    }

    /** Where it starts is asked for when all have told what they have. */
    @Override
    public CompletionStage<Void> claim(Optional<StartFrom> atStart) {
        wanted = true;
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void allTold(Supplier<Optional<StartFrom>> start) {
        if (!wanted || started) {
            return;
        }
        from = start.get()
                .map(each -> each instanceof StartFrom.After after ? after.number() : 0L)
                .orElse(0L);
        look();
    }

    @Override
    public void lost(boolean refused) {
        LOG.info("{} of {} starts over: its stream was deleted", key.name(), key.stream());
        held = false;
        from = 0;
        look();
    }

    @Override
    public void viewed() {
        // Whoever runs the process under this view is entitled to it.
    }

    @Override
    public CompletionStage<Void> handOver() {
        return release();
    }

    @Override
    public CompletionStage<Void> release() {
        wanted = false;
        started = false;
        held = false;
        return CompletableFuture.completedStage(null);
    }

    /** Looks which stream this is about, and tries again until that is known. */
    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        known().whenComplete((now, failure) -> self.run(() -> {
            looking = false;
            if (wanted && failure != null) {
                time.schedule(RETRY, () -> self.run(this::lookAgain));
            } else if (wanted) {
                created = now;
                grant();
            }
        }));
    }

    private void lookAgain() {
        if (wanted && !held) {
            look();
        }
    }

    private void grant() {
        started = true;
        held = true;
        token++;
        listener.granted(new Granted(token, from, generation(), List.of()));
    }

    private long generation() {
        return key.stream().isAll() ? 1 : created.map(StreamMessages::micros).orElse(0L);
    }

    /** One that is deleted is told so when it is read. */
    private CompletionStage<Optional<Instant>> known() {
        if (key.stream().isAll()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return storage.info(key.stream(), Deadline.after(time, INFO_TIMEOUT)).handle((info, failure) -> {
            if (failure != null && !(Failures.unwrap(failure) instanceof StreamDeletedException)) {
                throw Failures.rethrow(failure);
            }
            return failure == null ? info.map(StreamInfo::createdAt) : Optional.<Instant>empty();
        });
    }

    /**
     * What was read from the storage may be of another stream than was known. So may be what seems to begin anew, and the first
     * events of one that there was not; what follows in the feed's memory is of the same.
     */
    @Override
    public CompletionStage<Page> checked(Page page, long after) {
        Optional<Instant> before = created;
        boolean anew = page.events().isEmpty() ? page.upTo() < after : before.isEmpty();
        if (key.stream().isAll() || !page.stored() && !anew) {
            return CompletableFuture.completedStage(page);
        }
        return storage.info(key.stream(), Deadline.after(time, INFO_TIMEOUT)).thenApply(info -> {
            Optional<Instant> now = info.map(StreamInfo::createdAt);
            if (before.isEmpty() && now.isPresent()) {
                self.run(() -> appeared(now));
            } else if (!now.equals(before)) {
                throw key.leaseLost();
            }
            return page;
        });
    }

    /** The stream is there now. Nothing of it was delivered yet, and the page that shows it is dropped. */
    private void appeared(Optional<Instant> now) {
        if (held && created.isEmpty()) {
            created = now;
            grant();
        }
    }
}
