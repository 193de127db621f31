package dev.eventstore.core.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * Which subscription: its stream, its name, and whether it is transient. Immutable.
 *
 * @param stream the stream
 * @param name the subscription's name
 * @param isTransient whether nothing of it is kept: it is another than the persistent one of the same name
 */
public record SubscriptionKey(StreamId stream, SubscriptionName name, boolean isTransient) {

    /**
     * A persistent subscription.
     *
     * @param stream the stream
     * @param name the subscription's name
     */
    public SubscriptionKey(StreamId stream, SubscriptionName name) {
        this(stream, name, false);
    }

    /**
     * The name of the subscription's process.
     *
     * @return the name
     */
    public ProcessName process() {
        return isTransient ? ProcessName.transientSubscription(stream, name) : ProcessName.subscription(stream, name);
    }

    /**
     * The subscription that a process runs.
     *
     * @param process the process's name, as {@link #process()} gives it
     * @return the subscription
     */
    public static SubscriptionKey of(ProcessName process) {
        int slash = process.key().indexOf('/');
        String escaped = process.key().substring(0, slash);
        StreamId stream = StreamId.of(escaped.replace("%2F", "/").replace("%25", "%"));
        SubscriptionName name = SubscriptionName.of(process.key().substring(slash + 1));
        SubscriptionKey persistent = new SubscriptionKey(stream, name);
        return persistent.process().equals(process) ? persistent : new SubscriptionKey(stream, name, true);
    }

    /**
     * What its subscribers are told when their store closes.
     *
     * @return a sentence
     */
    public String closed() {
        return isTransient ? "the store was closed" : "the store was closed; the checkpoint stays";
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
