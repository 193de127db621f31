package dev.eventstore.testkit.competing;

import dev.eventstore.api.EventData;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.store.StoreSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A store with one subscription to {@code $all} that several subscribers share, and short words. Called by JUnit only. */
public abstract class CompetingStore extends StoreSuite {

    static final SubscriptionName WORK = SubscriptionName.of("work");

    /** For subclasses. */
    protected CompetingStore() {}

    /** Options for so many subscribers. */
    static SubscriptionOptions of(int subscribers) {
        return SubscriptionOptions.fromOrigin().concurrencyLimit(subscribers);
    }

    Subscription join(SubscriptionOptions options, Worker worker) {
        return store().subscribe(StreamId.ALL, WORK, options, worker);
    }

    /** So many silent workers, all subscribed. */
    Crew crew(int size, SubscriptionOptions options) {
        Crew crew = new Crew();
        for (int i = 0; i < size; i++) {
            crew.add(options, Worker.silent());
        }
        return crew;
    }

    void append(int count) {
        append(ORDER, count);
    }

    void append(StreamId stream, int count) {
        List<EventData> events =
                IntStream.rangeClosed(1, count).mapToObj(StoreSuite::event).toList();
        store().append(stream, ANY, events);
    }

    /** Workers and their subscriptions, of the same index. Confined to the test's thread. */
    final class Crew {

        final List<Worker> workers = new ArrayList<>();
        final List<Subscription> subscriptions = new ArrayList<>();

        Worker add(SubscriptionOptions options, Worker worker) {
            subscriptions.add(join(options, worker));
            workers.add(worker);
            return worker;
        }

        Worker get(int index) {
            return workers.get(index);
        }

        /** Acknowledges all that a worker was handed. */
        void acknowledge(int index) {
            subscriptions.get(index).ack(workers.get(index).last());
        }

        void close(int index) {
            subscriptions.get(index).close();
        }

        int count() {
            return workers.stream().mapToInt(Worker::count).sum();
        }

        /** Waits until all workers together have at least so many events. */
        void await(int count) {
            Await.until(count + " events arrive", () -> count() >= count);
        }

        /** Who was handed the event of a number first. */
        int indexOf(long number) {
            return IntStream.range(0, workers.size())
                    .filter(i -> workers.get(i).numbers().contains(number))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nobody has " + number));
        }

        /** The numbers that were handed over, sorted. */
        List<Long> numbers() {
            return workers.stream()
                    .flatMap(each -> each.numbers().stream())
                    .sorted()
                    .toList();
        }

        /** Everybody acknowledges what it has until the checkpoint is there. */
        void workUntil(long checkpoint) {
            Await.until("the checkpoint is " + checkpoint, () -> {
                for (int i = 0; i < workers.size(); i++) {
                    if (workers.get(i).count() > 0 && !workers.get(i).isEnded()) {
                        acknowledge(i);
                    }
                }
                return subscriptions.stream().anyMatch(each -> each.checkpoint().equals(OptionalLong.of(checkpoint)));
            });
        }

        Stream<RecordedEvent> events() {
            return workers.stream().flatMap(each -> each.events().stream());
        }
    }
}
