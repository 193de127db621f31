package dev.eventstore.core.spi;

import dev.eventstore.api.RecordedEvent;
import java.util.Optional;

/**
 * Gives events their partition keys, for subscriptions that name it with {@code PartitionBy.plugin(id)}; found by
 * {@code ServiceLoader} or given in code, and present on every node, since a subscription may run on any.
 *
 * <p>Called by the threads of processes, for different subscriptions at once, so it is thread-safe and does not wait.
 */
public interface Partitioner extends Plugin {

    /**
     * What the options of a subscription call it.
     *
     * @return the id, unique among partitioners
     */
    @Override
    String id();

    /**
     * The key of an event. It is the same on every node and at every time: it depends on the event alone.
     *
     * @param event the event as it was read
     * @return the key; empty for an event that may be handled beside any other. An exception ends the subscription
     */
    Optional<String> keyOf(RecordedEvent event);
}
