package dev.eventstore.api.error;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;

/**
 * The stream has another version than the append expected. Nothing was written: read the stream again and decide anew.
 */
public final class WrongExpectedVersionException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;
    private final transient ExpectedVersion expected;
    private final long actual;

    /**
     * A failure with its facts.
     *
     * @param stream the stream
     * @param expected what was expected
     * @param actual the version the stream has, 0 if it has no event
     */
    public WrongExpectedVersionException(StreamId stream, ExpectedVersion expected, long actual) {
        super(
                "stream '" + stream + "' was expected at version " + expected + " but is at " + actual
                        + "; nothing was written",
                null);
        this.stream = stream;
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * The stream.
     *
     * @return the stream
     */
    public StreamId stream() {
        return stream;
    }

    /**
     * What was expected.
     *
     * @return what was expected
     */
    public ExpectedVersion expected() {
        return expected;
    }

    /**
     * The version the stream has, 0 if it has no event.
     *
     * @return the version the stream has, 0 if it has no event
     */
    public long actual() {
        return actual;
    }
}
