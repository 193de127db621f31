package dev.eventstore.testkit.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.subscription.Delivery;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a subscription promises holds through its publisher, too. */
class DeliveryPublisherTest {

    private static final SubscriptionName NAME = SubscriptionName.of("mailer");

    private final Filled stores = new Filled();

    @AfterEach
    void closeStores() {
        stores.close();
    }

    @Test
    void no_more_comes_than_was_asked_for_or_than_the_buffer_holds() {
        EventStore store = stores.open(10);
        Collector collector = new Collector();
        store.async()
                .publisher(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin().bufferSize(4))
                .subscribe(collector);
        collector.request(3);
        Await.until("three come", () -> collector.numbers().equals(List.of(1L, 2L, 3L)));
        collector.request(5);
        Await.until("the buffer is used up", () -> collector.numbers().size() == 4);
        Await.stays("no more comes", () -> collector.numbers().size() == 4);
        collector.deliveries.get(3).ack();
        Await.until("there is room again", () -> collector.numbers().size() == 8);
    }

    @Test
    void what_was_not_acknowledged_when_it_was_cancelled_comes_again() {
        EventStore store = stores.open(5);
        Flow.Publisher<Delivery> publisher = store.async()
                .publisher(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin().bufferSize(5));
        Collector first = new Collector();
        publisher.subscribe(first);
        first.request(5);
        Await.until("all come", () -> first.numbers().size() == 5);
        Await.result(first.deliveries.get(1).ack());
        first.cancel();
        Await.until("it is detached", () -> free(store));
        Collector second = new Collector();
        publisher.subscribe(second);
        second.request(5);
        Await.until("the rest comes", () -> second.numbers().equals(List.of(3L, 4L, 5L)));
    }

    @Test
    void who_is_refused_is_told_so() {
        EventStore store = stores.open(1);
        store.subscribe(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin());
        Collector refused = new Collector();
        store.async()
                .publisher(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin())
                .subscribe(refused);
        Await.until("it has failed", () -> refused.failure != null);
        assertInstanceOf(SubscriptionRefusedException.class, refused.failure);
        assertEquals(List.of(), refused.numbers());
    }

    @Test
    void bad_arguments_are_refused_at_once() {
        EventStore store = stores.open(0);
        assertThrows(NullPointerException.class, () -> store.async().publisher(StreamId.ALL, NAME, null));
        assertThrows(NullPointerException.class, () -> store.async().publisher(StreamId.ALL, null));
    }

    private static boolean free(EventStore store) {
        List<SubscriptionInfo> all = store.subscriptions();
        return all.size() == 1 && all.get(0).owner().isEmpty();
    }

    /** Thread-safe. */
    private static final class Collector implements Flow.Subscriber<Delivery> {

        private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        private volatile Flow.Subscription subscription;
        private volatile Throwable failure;

        void request(long count) {
            Await.until("it is subscribed", () -> subscription != null);
            subscription.request(count);
        }

        void cancel() {
            subscription.cancel();
        }

        List<Long> numbers() {
            return deliveries.stream()
                    .map(delivery -> delivery.event().number())
                    .toList();
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
        }

        @Override
        public void onNext(Delivery delivery) {
            deliveries.add(delivery);
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onComplete() {}
    }
}
