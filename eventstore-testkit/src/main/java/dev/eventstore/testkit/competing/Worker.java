package dev.eventstore.testkit.competing;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One of several subscribers, which remembers what it was handed, and can acknowledge by itself. Thread-safe. */
final class Worker implements Subscriber {

    private final boolean acknowledges;
    private final List<List<RecordedEvent>> batches = new CopyOnWriteArrayList<>();
    private final List<Optional<EventStoreException>> ends = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    private Worker(boolean acknowledges) {
        this.acknowledges = acknowledges;
    }

    /** Acknowledges nothing by itself. */
    static Worker silent() {
        return new Worker(false);
    }

    /** Acknowledges each batch. */
    static Worker acknowledging() {
        return new Worker(true);
    }

    /** Throws at the next batch. */
    void fail() {
        failing = true;
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
        if (failing) {
            throw new IllegalStateException("the worker is broken");
        }
        batches.add(batch);
        if (acknowledges) {
            subscription.ack(batch);
        }
    }

    @Override
    public void onEnd(Optional<EventStoreException> cause) {
        ends.add(cause);
    }

    List<List<RecordedEvent>> batches() {
        return List.copyOf(batches);
    }

    List<RecordedEvent> events() {
        List<RecordedEvent> events = new ArrayList<>();
        batches.forEach(events::addAll);
        return events;
    }

    List<Long> numbers() {
        return events().stream().map(RecordedEvent::number).toList();
    }

    int count() {
        return batches.stream().mapToInt(List::size).sum();
    }

    RecordedEvent last() {
        List<RecordedEvent> events = events();
        return events.get(events.size() - 1);
    }

    /** Waits for at least so many events. */
    List<RecordedEvent> await(int count) {
        Await.until(count + " events arrive", () -> count() >= count);
        return events();
    }

    Optional<EventStoreException> awaitEnd() {
        Await.until("the end is told", () -> !ends.isEmpty());
        return ends.get(0);
    }

    boolean isEnded() {
        return !ends.isEmpty();
    }
}
