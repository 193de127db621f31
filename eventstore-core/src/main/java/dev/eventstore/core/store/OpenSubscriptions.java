package dev.eventstore.core.store;

import dev.eventstore.api.subscription.Subscription;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The subscriptions that are open, for the store to close. Thread-safe. */
final class OpenSubscriptions {

    private final Map<Subscription, Supplier<CompletionStage<Void>>> open = new ConcurrentHashMap<>();

    /** Remembers a subscription until it ends. */
    void add(Subscription subscription, Supplier<CompletionStage<Void>> detach) {
        open.put(subscription, detach);
        subscription.ended().whenComplete((done, failure) -> open.remove(subscription));
    }

    /** Detaches all; completes when all have let go. */
    CompletionStage<Void> detachAll() {
        return CompletableFuture.allOf(open.values().stream()
                .map(detach -> detach.get().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
