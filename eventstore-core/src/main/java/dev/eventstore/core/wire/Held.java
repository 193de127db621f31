package dev.eventstore.core.wire;

/**
 * A lease and how far it has come. Immutable.
 *
 * @param token the lease's token, 0 for none
 * @param checkpoint the checkpoint that is known to be durable under it, -1 for none
 */
public record Held(long token, long checkpoint) {

    /** No lease. */
    public static final Held NOTHING = new Held(0, -1);
}
