package dev.eventstore.api.subscription;

import dev.eventstore.api.internal.Names;

/**
 * The name of a subscription, unique for its stream among the persistent ones and among the transient ones: 1 to 255 printable
 * characters. Immutable.
 *
 * @param value the name
 */
public record SubscriptionName(String value) {

    /** The largest number of characters (UTF-16 units) of a name. */
    public static final int MAX_LENGTH = 255;

    /**
     * Checks the components.
     *
     * @param value the name
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public SubscriptionName {
        Names.requireValid("subscription name", value, MAX_LENGTH);
    }

    /**
     * The subscription name of this value.
     *
     * @param value the name
     * @return the name
     * @throws IllegalArgumentException if it is not allowed, as the constructor says
     */
    public static SubscriptionName of(String value) {
        return new SubscriptionName(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
