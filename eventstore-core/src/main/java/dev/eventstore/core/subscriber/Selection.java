package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** What of a delivery the user's code is handed, and how it looks: selector and mapper. Used by one callback at a time. */
final class Selection {

    private final SubscriptionOptions options;
    private final Function<StoredEvent, RecordedEvent> decoder;
    private final AckWindow window;
    private final LongConsumer acknowledged;

    /**
     * What a subscriber selects.
     *
     * @param acknowledged told up to which place of all that was delivered events that were refused count as acknowledged at once
     */
    Selection(
            SubscriptionOptions options,
            Function<StoredEvent, RecordedEvent> decoder,
            AckWindow window,
            LongConsumer acknowledged) {
        this.options = options;
        this.decoder = decoder;
        this.window = window;
        this.acknowledged = acknowledged;
    }

    /** Those that are handed over, which may be none. */
    List<RecordedEvent> of(Deliver deliver) {
        List<RecordedEvent> batch = new ArrayList<>(deliver.events().size());
        long place = deliver.before();
        for (StoredEvent stored : deliver.events()) {
            place++;
            RecordedEvent event = decoder.apply(stored);
            if (options.selector().test(event)) {
                RecordedEvent handed = mapped(event);
                batch.add(handed);
                window.handedOver(handed, place);
            } else {
                window.passedOver(event.number(), place).ifPresent(acknowledged);
            }
        }
        return batch;
    }

    private RecordedEvent mapped(RecordedEvent event) {
        RecordedEvent changed = options.mapper().apply(event);
        if (changed.number() != event.number()) {
            throw new IllegalArgumentException("the mapper must keep the number of event " + event.number()
                    + ", but returned " + changed.number());
        }
        return changed;
    }
}
