package dev.eventstore.testkit.flow;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;

/** What the suite needs to know of reads. Run by {@link PublisherRulesTest}. */
public class PagePublisherRules extends PublisherVerification<RecordedEvent> {

    private final Filled stores = new Filled();

    public PagePublisherRules() {
        super(new TestEnvironment(Filled.PATIENCE_MILLIS, Filled.QUIET_MILLIS));
    }

    @Override
    public Publisher<RecordedEvent> createPublisher(long elements) {
        EventStore store = stores.open(Math.min(elements, Filled.MANY));
        return FlowAdapters.toPublisher(
                store.async().publisher(StreamId.ALL, ReadOptions.forward().pageSize(7)));
    }

    @Override
    public Publisher<RecordedEvent> createFailedPublisher() {
        return FlowAdapters.toPublisher(
                stores.open(0).async().publisher(StreamId.of("missing"), ReadOptions.forward()));
    }

    @Override
    public long maxElementsFromPublisher() {
        return Filled.MANY;
    }

    @AfterMethod
    public void closeStores() {
        stores.close();
    }
}
