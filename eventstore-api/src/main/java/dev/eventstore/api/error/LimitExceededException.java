package dev.eventstore.api.error;

/**
 * Something is larger than the configured limit. Nothing was written.
 */
public final class LimitExceededException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String limit;
    private final long actual;
    private final long maximum;

    /**
     * A failure with its facts.
     *
     * @param limit the limit, by its configuration key
     * @param actual what was asked for
     * @param maximum what is allowed
     */
    public LimitExceededException(String limit, long actual, long maximum) {
        super("" + limit + " is " + maximum + ", but " + actual + " was given; nothing was written", null);
        this.limit = limit;
        this.actual = actual;
        this.maximum = maximum;
    }

    /**
     * The limit, by its configuration key.
     *
     * @return the limit, by its configuration key
     */
    public String limit() {
        return limit;
    }

    /**
     * What was asked for.
     *
     * @return what was asked for
     */
    public long actual() {
        return actual;
    }

    /**
     * What is allowed.
     *
     * @return what is allowed
     */
    public long maximum() {
        return maximum;
    }
}
