package dev.eventstore.core.subscriber;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/** The stages of acknowledgements that are not durable yet, by their numbers. Thread-safe. */
final class AckWaiters {

    private final ConcurrentSkipListMap<Long, CompletableFuture<Void>> waiting = new ConcurrentSkipListMap<>();

    /** A stage that completes when the checkpoint has reached the number. */
    CompletionStage<Void> await(long number) {
        return waiting.computeIfAbsent(number, absent -> new CompletableFuture<>());
    }

    /** The checkpoint is durable up to here. */
    void durable(long checkpoint) {
        for (Map.Entry<Long, CompletableFuture<Void>> each :
                waiting.headMap(checkpoint, true).entrySet()) {
            if (waiting.remove(each.getKey(), each.getValue())) {
                each.getValue().complete(null);
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What waits will not become durable. */
    void fail(Throwable cause) {
        for (Map.Entry<Long, CompletableFuture<Void>> each : waiting.entrySet()) {
            if (waiting.remove(each.getKey(), each.getValue())) {
                each.getValue().completeExceptionally(cause);
            }
        }
    }
}
