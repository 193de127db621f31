package dev.eventstore.core.wire;

import dev.eventstore.core.process.Message;

/**
 * Tells the owner of a subscription that the storage refused what a fenced subscriber has written under its lease. Idempotent: of
 * a lease that the owner does not hold any more it says nothing.
 *
 * @param token the lease's token
 * @param taken whether the token is not the subscription's any more; else its checkpoint is another than the subscriber was told
 */
public record Fenced(long token, boolean taken) implements Message {
    @Override
    public boolean urgent() {
        return true;
    }

    @Override
    public boolean idempotent() {
        return true;
    }
}
