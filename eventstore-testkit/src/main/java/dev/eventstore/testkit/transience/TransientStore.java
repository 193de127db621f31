package dev.eventstore.testkit.transience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.store.StoreSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Short words of the suites about transient subscriptions. Called by JUnit only. */
public abstract class TransientStore extends StoreSuite {

    static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    static final SubscriptionOptions PERSISTENT =
            SubscriptionOptions.fromOrigin().bufferSize(10);
    static final SubscriptionOptions TRANSIENT = PERSISTENT.asTransient();
    static final SubscriptionOptions CURRENT = TRANSIENT.startFrom(new StartFrom.Current());

    /** For subclasses. */
    protected TransientStore() {}

    @Override
    protected EventStore open(String node) {
        return open(node, Map.of("eventstore.enable-hard-deletes", true));
    }

    void append(int count) {
        store().append(
                        ORDER,
                        ANY,
                        IntStream.rangeClosed(1, count)
                                .mapToObj(StoreSuite::event)
                                .toList());
    }

    static SubscriptionOptions after(long number) {
        return TRANSIENT.startFrom(new StartFrom.After(number));
    }

    /** Receives these, in order and no others, and has the acknowledgements taken. */
    static void receive(SubscriptionReader reader, long first, long last) {
        assertEquals(range(first, last), take(reader, last - first + 1));
    }

    /** Receives so many and acknowledges them. */
    static List<Long> take(SubscriptionReader reader, long count) {
        List<Long> received = new ArrayList<>();
        while (received.size() < count) {
            List<RecordedEvent> batch = reader.receive(Await.patience());
            assertFalse(batch.isEmpty(), "more than these come: " + received);
            received.addAll(numbers(batch));
            Await.result(reader.ack(batch));
        }
        return received;
    }
}
