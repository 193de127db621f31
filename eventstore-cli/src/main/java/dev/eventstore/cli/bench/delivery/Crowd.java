package dev.eventstore.cli.bench.delivery;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Many subscriptions to {@code $all} that acknowledge whatever comes. Confined to one thread, but for what comes. */
public final class Crowd implements AutoCloseable {

    private final List<Subscription> subscriptions = new ArrayList<>();
    private final LongAdder delivered = new LongAdder();

    private Crowd() {}

    /**
     * Subscribes.
     *
     * @param store the store
     * @param name what the names of the subscriptions begin with
     * @param options their options
     * @param count how many
     * @return the subscriptions
     */
    public static Crowd of(EventStore store, String name, SubscriptionOptions options, int count) {
        Crowd crowd = new Crowd();
        try {
            for (int i = 0; i < count; i++) {
                crowd.subscriptions.add(store.subscribe(
                        StreamId.ALL, SubscriptionName.of(name + "-" + i), options, (batch, subscription) -> {
                            subscription.ack(batch);
                            crowd.delivered.add(batch.size());
                        }));
            }
            return crowd;
        } catch (RuntimeException failure) {
            crowd.close();
            throw failure;
        }
    }

    /**
     * How much has come.
     *
     * @return the deliveries of all subscriptions together
     */
    public long delivered() {
        return delivered.sum();
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
