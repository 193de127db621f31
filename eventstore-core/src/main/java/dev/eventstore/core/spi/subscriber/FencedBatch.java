package dev.eventstore.core.spi.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Events that are to be handled under one lease. Immutable.
 *
 * @param stream the subscription's stream
 * @param name the subscription's name
 * @param token the token of the lease under which they were delivered
 * @param checkpoint where the checkpoint stands: everything up to here was handled or passed over
 * @param upTo where it stands when they are handled
 * @param events one event or more, in the stream's order: those after the checkpoint that the selector accepted
 * @param wanted whether they are still to be handled here; asked before anything is tried again
 */
public record FencedBatch(
        StreamId stream,
        SubscriptionName name,
        long token,
        long checkpoint,
        long upTo,
        List<RecordedEvent> events,
        BooleanSupplier wanted) {}
