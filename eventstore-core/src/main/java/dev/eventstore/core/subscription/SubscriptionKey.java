package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * Which subscription: its stream and its name. Immutable.
 *
 * @param stream the stream
 * @param name the subscription's name
 */
public record SubscriptionKey(StreamId stream, SubscriptionName name) {

    /**
     * The name of the subscription's process.
     *
     * @return the name
     */
    public ProcessName process() {
        return ProcessName.subscription(stream, name);
    }

    /**
     * The subscription that a process runs.
     *
     * @param process the process's name, as {@link #process()} gives it
     * @return the subscription
     */
    public static SubscriptionKey of(ProcessName process) {
        int slash = process.key().indexOf('/');
        String stream = process.key().substring(0, slash).replace("%2F", "/").replace("%25", "%");
        return new SubscriptionKey(
                StreamId.of(stream), SubscriptionName.of(process.key().substring(slash + 1)));
    }

    /**
     * That what was delivered of it will be delivered again.
     *
     * @return the failure
     */
    public LeaseLostException leaseLost() {
        return new LeaseLostException(stream, name);
    }
}
