package dev.eventstore.api.error;

/**
 * The append named an epoch that is not the storage's. Nothing was written.
 */
public final class SupersededException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final long epoch;
    private final long current;

    /**
     * A failure with its facts.
     *
     * @param epoch the epoch that was named
     * @param current the epoch of the storage
     */
    public SupersededException(long epoch, long current) {
        super("epoch " + epoch + " was superseded by " + current + "; nothing was written", null);
        this.epoch = epoch;
        this.current = current;
    }

    /**
     * The epoch that was named.
     *
     * @return the epoch that was named
     */
    public long epoch() {
        return epoch;
    }

    /**
     * The epoch of the storage.
     *
     * @return the epoch of the storage
     */
    public long current() {
        return current;
    }
}
