package dev.eventstore.core.forward;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An append that another node may have written. Thread-safe. */
final class Forwarded extends CompletableFuture<AppendResult> {

    final AppendRequest request;
    final int bytes;
    private volatile boolean sent;

    Forwarded(AppendRequest request) {
        this.request = request;
        this.bytes = request.events().stream().mapToInt(NewEvent::size).sum();
    }

    void sent() {
        sent = true;
    }

    /**
     * The outcome of handing it to this node's storage.
     *
     * @param result the result, null if it failed
     * @param failure why it failed
     */
    void end(@Nullable AppendResult result, @Nullable Throwable failure) {
        if (result != null) {
            complete(result);
            return;
        }
        Throwable cause = Failures.unwrap(failure);
        // This try did nothing, but that of the other node may have, or may do it yet.
        boolean unknown = sent && (!isDecision(cause) || Failures.isEarly(cause));
        completeExceptionally(unknown ? new AppendOutcomeUnknownException(request.stream(), cause) : cause);
    }

    /** Whether a failure is the answer to all tries: the storage looks at the ids before it refuses so. */
    static boolean isDecision(Throwable failure) {
        return failure instanceof WrongExpectedVersionException
                || failure instanceof StreamExistsException
                || failure instanceof StreamNotFoundException
                || failure instanceof StreamDeletedException
                || failure instanceof DuplicateEventException;
    }
}
