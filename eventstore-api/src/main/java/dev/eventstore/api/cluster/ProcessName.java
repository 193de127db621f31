package dev.eventstore.api.cluster;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.internal.Names;
import dev.eventstore.api.subscription.SubscriptionName;

/**
 * The name under which a process is found: its type and its key, such as ({@code stream}, {@code order-7}). Immutable.
 *
 * @param type the type of the process: 1 to 50 printable characters
 * @param key what tells it from others of its type: 1 to 1,100 printable characters
 */
public record ProcessName(String type, String key) {

    private static final int MAX_TYPE_LENGTH = 50;
    private static final int MAX_KEY_LENGTH = 1_100;

    /**
     * Checks the components.
     *
     * @param type the type of the process: 1 to 50 printable characters
     * @param key what tells it from others of its type: 1 to 1,100 printable characters
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public ProcessName {
        Names.requireValid("process type", type, MAX_TYPE_LENGTH);
        Names.requireValid("process key", key, MAX_KEY_LENGTH);
    }

    /**
     * The process of a stream, through which its appends go.
     *
     * @param stream the stream
     * @return the name
     */
    public static ProcessName stream(StreamId stream) {
        return new ProcessName("stream", stream.value());
    }

    /**
     * The process of a persistent subscription.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return the name
     */
    public static ProcessName subscription(StreamId stream, SubscriptionName name) {
        return new ProcessName("subscription", key(stream, name));
    }

    /**
     * The process of a transient subscription, which may have the name of a persistent one.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @return the name
     */
    public static ProcessName transientSubscription(StreamId stream, SubscriptionName name) {
        return new ProcessName("transient-subscription", key(stream, name));
    }

    /** A slash in the stream's name is escaped, so that no two subscriptions share a key. */
    private static String key(StreamId stream, SubscriptionName name) {
        return stream.value().replace("%", "%25").replace("/", "%2F") + "/" + name.value();
    }

    @Override
    public String toString() {
        return type + ":" + key;
    }
}
