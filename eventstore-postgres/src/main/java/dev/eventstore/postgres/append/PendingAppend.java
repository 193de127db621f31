package dev.eventstore.postgres.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An append that waits for its outcome. The outcome is settled once, by whoever comes first: the committer or the watch.
 * Thread-safe: what is not the result itself is written by the committer's thread alone.
 */
final class PendingAppend {

    private final AppendRequest request;
    private final long bytes;
    private final CompletableFuture<AppendResult> result = new CompletableFuture<>();
    private volatile boolean maybeWritten;
    private boolean lost;
    private @Nullable Object outcome;

    PendingAppend(AppendRequest request) {
        this.request = request;
        long sum = 0;
        for (NewEvent event : request.events()) {
            sum += event.size();
        }
        this.bytes = sum;
    }

    AppendRequest request() {
        return request;
    }

    long bytes() {
        return bytes;
    }

    int events() {
        return request.events().size();
    }

    CompletableFuture<AppendResult> result() {
        return result;
    }

    boolean isSettled() {
        return result.isDone();
    }

    boolean hasExpired(TimeSource time) {
        return request.deadline().hasPassed(time);
    }

    /** A statement that has it is about to leave. */
    void sent() {
        maybeWritten = true;
    }

    /** The statement failed: it was lost, so nobody knows what it did, or it did nothing. */
    void returned(boolean lostOnTheWay) {
        lost |= lostOnTheWay;
        maybeWritten = lost;
    }

    /** Notes what came of it; {@link #settle()} tells the caller. */
    void written(long firstVersion, long lastVersion, long lastPosition) {
        outcome = new AppendResult(request.stream(), firstVersion, lastVersion, lastPosition);
    }

    /** Notes that nothing was written; {@link #settle()} tells the caller. */
    void refused(EventStoreException why) {
        outcome = why;
    }

    boolean isWritten() {
        return outcome instanceof AppendResult;
    }

    /** The id of its last event. */
    UUID lastId() {
        return request.events().get(events() - 1).id();
    }

    /** Where its last event stands, 0 if it was refused. */
    long lastPosition() {
        return outcome instanceof AppendResult written ? written.lastPosition() : 0;
    }

    /** What came of it, for whoever has it written in the same thread. */
    AppendResult outcome() {
        if (outcome instanceof EventStoreException failure) {
            throw failure;
        }
        return (AppendResult) Objects.requireNonNull(outcome, "an append that was written has an outcome");
    }

    /** Tells the caller what came of it; where nothing was noted, which is a defect, that nobody knows. */
    void settle() {
        if (outcome instanceof AppendResult written) {
            result.complete(written);
        } else if (outcome instanceof EventStoreException failure) {
            result.completeExceptionally(failure);
        } else {
            fail(new StorageException("the statement ended without a word about this append", null));
        }
    }

    /** Fails it: with what is given if it was certainly not written, else as unknown. */
    void fail(EventStoreException ifNotWritten) {
        if (maybeWritten) {
            result.completeExceptionally(new AppendOutcomeUnknownException(request.stream(), ifNotWritten));
        } else {
            result.completeExceptionally(ifNotWritten);
        }
    }
}
