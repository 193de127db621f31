package dev.eventstore.core.subscriber.fenced;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.subscriber.FencedBatch;
import dev.eventstore.core.spi.subscriber.FencedSubscriber;
import dev.eventstore.core.spi.subscriber.FencedSubscriber.Outcome;
import dev.eventstore.core.wire.Fenced;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that moves the checkpoint itself, as the attachment sees it: knows under which lease each delivery came and where
 * the checkpoint stands under it. What was refused under a lease ends that lease here: no later batch of it is tried. Used by one
 * callback at a time, but for {@link #written}, which is thread-safe.
 */
public final class FencedHandler implements Subscriber {

    private final StreamId stream;
    private final SubscriptionName name;
    private final FencedSubscriber subscriber;
    private volatile Held held = Held.NOTHING;
    private long upTo;
    private boolean over;
    private BooleanSupplier wanted = () -> false;
    private @Nullable Refusals refusals;

    /**
     * A subscriber that was handed nothing yet.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param subscriber handles events and moves the checkpoint
     */
    public FencedHandler(StreamId stream, SubscriptionName name, FencedSubscriber subscriber) {
        this.stream = stream;
        this.name = name;
        this.subscriber = subscriber;
    }

    /**
     * What the checkpoint is as far as this subscriber knows.
     *
     * @return the lease and the checkpoint that is durable under it
     */
    public Held written() {
        return held;
    }

    /**
     * A delivery comes; what of it the selector accepts follows.
     *
     * @param deliver the delivery
     * @param isWanted whether it is still to be handled here
     * @param refused told what the storage refuses of it
     */
    public void next(Deliver deliver, BooleanSupplier isWanted, Refusals refused) {
        if (deliver.held().token() != held.token()) {
            held = deliver.held();
            over = false;
        }
        List<StoredEvent> events = deliver.events();
        upTo = events.get(events.size() - 1).number();
        wanted = isWanted;
        refusals = refused;
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Subscription subscription) throws Exception {
        if (over) {
            return;
        }
        Held now = held;
        Outcome outcome = subscriber.handle(
                new FencedBatch(stream, name, now.token(), now.checkpoint(), upTo, List.copyOf(batch), wanted));
        if (outcome == Outcome.HANDLED) {
            held = new Held(now.token(), upTo);
            subscription.ack(batch);
        } else if (outcome != Outcome.GIVEN_UP) {
            over = true;
            Objects.requireNonNull(refusals).tell(new Fenced(now.token(), outcome == Outcome.LEASE_LOST), wanted);
        }
    }

    @Override
    public void onEnd(Optional<EventStoreException> cause) {
        subscriber.onEnd(cause);
    }
}
