package dev.eventstore.api.subscription;

import dev.eventstore.api.RecordedEvent;
import java.time.Duration;
import java.util.List;

/** A subscription whose events the caller receives. Thread-safe, but one thread at a time should receive. */
public interface SubscriptionReader extends Subscription {

    /**
     * Waits for events that were not received before.
     *
     * @param atMost how long to wait, zero or more
     * @return one event or more, in the stream's order; empty if none came in time
     * @throws dev.eventstore.api.error.EventStoreException the cause, if the subscription has ended
     * @throws dev.eventstore.api.error.CallInterruptedException if the thread was interrupted; nothing is lost
     */
    List<RecordedEvent> receive(Duration atMost);
}
