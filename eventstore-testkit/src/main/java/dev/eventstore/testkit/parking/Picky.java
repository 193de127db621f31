package dev.eventstore.testkit.parking;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.store.StoreSuite.Happened;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber that fails at some events and acknowledges the others; it remembers what it was handed. Thread-safe. */
final class Picky implements Subscriber {

    private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
    private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();
    private final List<Integer> handled = new CopyOnWriteArrayList<>();
    private final List<Optional<EventStoreException>> ends = new CopyOnWriteArrayList<>();

    /** Fails at batches that have an event with one of these payloads. */
    static Picky at(Integer... payloads) {
        Picky picky = new Picky();
        picky.refused.addAll(List.of(payloads));
        return picky;
    }

    /** Fails at nothing from now on. */
    void heal() {
        refused.clear();
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
        List<Integer> payloads =
                batch.stream().map(event -> event.as(Happened.class).n()).toList();
        calls.add(payloads);
        if (payloads.stream().anyMatch(refused::contains)) {
            throw new IllegalStateException("cannot handle " + payloads);
        }
        handled.addAll(payloads);
        subscription.ack(batch);
    }

    @Override
    public void onEnd(Optional<EventStoreException> cause) {
        ends.add(cause);
    }

    /** The payloads of each batch, those of failed ones too. */
    List<List<Integer>> calls() {
        return List.copyOf(calls);
    }

    /** The payloads of what was handled, in order. */
    List<Integer> handled() {
        return List.copyOf(handled);
    }

    List<Integer> awaitHandled(int count) {
        Await.until(count + " events are handled", () -> handled.size() >= count);
        return handled();
    }

    boolean hasEnded() {
        return !ends.isEmpty();
    }

    Optional<EventStoreException> awaitEnd() {
        Await.until("the end is told", () -> !ends.isEmpty());
        if (ends.size() > 1) {
            throw new AssertionError("the end was told more than once: " + ends);
        }
        return ends.get(0);
    }
}
