package dev.eventstore.testkit.flow;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Delivery;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;

/** What the suite needs to know of subscriptions, which do not complete. Run by {@link PublisherRulesTest}. */
public class DeliveryPublisherRules extends PublisherVerification<Delivery> {

    private static final SubscriptionName NAME = SubscriptionName.of("rules");

    private final Filled stores = new Filled();

    public DeliveryPublisherRules() {
        super(new TestEnvironment(Filled.PATIENCE_MILLIS, Filled.QUIET_MILLIS));
    }

    @Override
    public Publisher<Delivery> createPublisher(long elements) {
        EventStore store = stores.open(Math.min(elements, Filled.MANY));
        return FlowAdapters.toPublisher(store.async()
                .publisher(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin().bufferSize(Filled.MANY)));
    }

    @Override
    public Publisher<Delivery> createFailedPublisher() {
        EventStore store = stores.open(0);
        store.subscribe(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin());
        return FlowAdapters.toPublisher(store.async().publisher(StreamId.ALL, NAME, SubscriptionOptions.fromOrigin()));
    }

    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }

    @AfterMethod
    public void closeStores() {
        stores.close();
    }
}
