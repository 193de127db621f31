package dev.eventstore.api.error;

/**
 * Too many calls wait already. Nothing was written: try again later, or ask less at a time.
 */
public final class OverloadedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String limit;
    private final long maximum;

    /**
     * A failure with its facts.
     *
     * @param limit the limit that was reached, by its configuration key
     * @param maximum its value
     */
    public OverloadedException(String limit, long maximum) {
        super("too many calls are waiting: " + limit + " is " + maximum + "; nothing was written", null);
        this.limit = limit;
        this.maximum = maximum;
    }

    /**
     * The limit that was reached, by its configuration key.
     *
     * @return the limit that was reached, by its configuration key
     */
    public String limit() {
        return limit;
    }

    /**
     * Its value.
     *
     * @return its value
     */
    public long maximum() {
        return maximum;
    }
}
