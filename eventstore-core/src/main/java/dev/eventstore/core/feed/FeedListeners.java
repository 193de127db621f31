package dev.eventstore.core.feed;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens to a feed, and who is to know when the storage went back. Thread-safe. */
final class FeedListeners {

    private static final Logger LOG = LoggerFactory.getLogger(FeedListeners.class);

    private final Set<FeedListener> listeners = ConcurrentHashMap.newKeySet();
    private volatile BooleanSupplier mends = () -> false;

    void add(FeedListener listener) {
        listeners.add(listener);
    }

    void remove(FeedListener listener) {
        listeners.remove(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void clear() {
        listeners.clear();
    }

    void advanced() {
        listeners.forEach(FeedListener::advanced);
    }

    /** Completes when all go on from what is stored. */
    CompletionStage<Void> wentBack(long head) {
        return CompletableFuture.allOf(listeners.stream()
                .map(listener -> listener.wentBack(head).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    void onWentBack(BooleanSupplier mending) {
        mends = mending;
    }

    /** The head is before what it was. */
    void found(long known, long head) {
        String next = mends.getAsBoolean()
                ? "all nodes begin anew with what is stored"
                : "stop all nodes, run ./eventstore restored, and start them";
        LOG.error("the store went back from position {} to {}: it was restored, or failed over; {}", known, head, next);
    }
}
