package dev.eventstore.testkit.store;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A subscriber, or listener, that remembers what it was handed. Thread-safe. */
final class Recorder implements Subscriber, Consumer<List<RecordedEvent>> {

    private final boolean acknowledges;
    private final List<List<RecordedEvent>> batches = new CopyOnWriteArrayList<>();
    private final List<Optional<EventStoreException>> ends = new CopyOnWriteArrayList<>();
    private final AtomicBoolean inside = new AtomicBoolean();
    private final AtomicBoolean overlapped = new AtomicBoolean();

    private Recorder(boolean acknowledges) {
        this.acknowledges = acknowledges;
    }

    /** Acknowledges nothing by itself. */
    static Recorder silent() {
        return new Recorder(false);
    }

    /** Acknowledges each batch. */
    static Recorder acknowledging() {
        return new Recorder(true);
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Subscription subscription) {
        accept(batch);
        if (acknowledges) {
            subscription.ack(batch);
        }
    }

    @Override
    public void accept(List<RecordedEvent> batch) {
        overlapped.compareAndSet(false, !inside.compareAndSet(false, true));
        if (batch.isEmpty() || !ends.isEmpty()) {
            overlapped.set(true);
        }
        batches.add(batch);
        inside.set(false);
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

    int count() {
        return batches.stream().mapToInt(List::size).sum();
    }

    /** Waits for so many events, and checks how they came: never empty, never at once, never after the end. */
    List<RecordedEvent> await(int count) {
        Await.until(count + " events arrive, but have " + numbersSoFar(), () -> count() >= count);
        List<RecordedEvent> events = events();
        if (events.size() > count) {
            throw new AssertionError("wanted " + count + " events, but got " + numbersSoFar());
        }
        checkManners();
        return events;
    }

    RecordedEvent last() {
        List<RecordedEvent> events = events();
        return events.get(events.size() - 1);
    }

    /** Waits for the end, which must come once. */
    Optional<EventStoreException> awaitEnd() {
        Await.until("the end is told", () -> !ends.isEmpty());
        checkManners();
        return ends.get(0);
    }

    private void checkManners() {
        if (overlapped.get()) {
            throw new AssertionError("events came at once with others, after the end, or as an empty batch");
        }
        if (ends.size() > 1) {
            throw new AssertionError("the end was told more than once: " + ends);
        }
    }

    private List<Long> numbersSoFar() {
        return events().stream().map(RecordedEvent::number).toList();
    }
}
