package dev.eventstore.testkit.parking;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.store.StoreSuite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short words of the suites about failing subscribers. Called by JUnit only. */
public abstract class ParkingStore extends StoreSuite {

    static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    static final StreamId A = StreamId.of("a");
    static final StreamId B = StreamId.of("b");

    /** For subclasses. */
    protected ParkingStore() {}

    @Override
    protected EventStore open(String node) {
        return open(node, Map.of("eventstore.enable-hard-deletes", true));
    }

    /** The policy with short delays. */
    static FailurePolicy quick(FailurePolicy policy) {
        return policy.backOff(Duration.ofMillis(1), 1, Duration.ofMillis(1));
    }

    /** Everything, by stream, with a buffer for more than the suites append. */
    static SubscriptionOptions byStream(FailurePolicy policy) {
        return SubscriptionOptions.fromOrigin()
                .bufferSize(50)
                .partitionBy(PartitionBy.stream())
                .onFailure(quick(policy));
    }

    static SubscriptionOptions plain(FailurePolicy policy) {
        return SubscriptionOptions.fromOrigin().bufferSize(50).onFailure(quick(policy));
    }

    Subscription subscribe(SubscriptionOptions options, Subscriber subscriber) {
        return store().subscribe(StreamId.ALL, MAILER, options, subscriber);
    }

    void append(StreamId stream, int... payloads) {
        for (int payload : payloads) {
            store().append(stream, ANY, List.of(event(payload)));
        }
    }

    List<ParkedEvent> parked() {
        return store().parking().list(StreamId.ALL, MAILER);
    }

    List<Long> parkedNumbers() {
        return parked().stream().map(ParkedEvent::number).toList();
    }

    void awaitParked(Long... numbers) {
        Await.until(List.of(numbers) + " are parked", () -> parkedNumbers().equals(List.of(numbers)));
    }

    void awaitCheckpoint(long number) {
        Await.until("the checkpoint is " + number, () -> checkpoint().equals(Optional.of(number)));
    }

    Optional<Long> checkpoint() {
        return store().subscriptions().stream()
                .filter(each -> each.name().equals(MAILER))
                .map(each -> each.checkpoint())
                .findFirst();
    }
}
