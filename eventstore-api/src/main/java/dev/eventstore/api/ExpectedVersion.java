package dev.eventstore.api;

/**
 * What an append expects of its stream; it is refused when the stream is otherwise. Immutable.
 *
 * <p>The four are those of the Elixir EventStore: an exact version, {@code any_version}, {@code no_stream} and
 * {@code stream_exists}.
 */
public sealed interface ExpectedVersion {

    /**
     * The stream's last version is exactly this one; 0 stands for a stream without events.
     *
     * @param version the version, 0 or more
     */
    record Exactly(long version) implements ExpectedVersion {

        /**
         * Checks the components.
         *
         * @param version the version, 0 or more
         * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
         */
        public Exactly {
            if (version < 0) {
                throw new IllegalArgumentException("expected version must be 0 or more, but was " + version);
            }
        }

        @Override
        public String toString() {
            return Long.toString(version);
        }
    }

    /** Whatever the stream's version is. */
    record Any() implements ExpectedVersion {
        @Override
        public String toString() {
            return "any";
        }
    }

    /** The stream has no event. */
    record NoStream() implements ExpectedVersion {
        @Override
        public String toString() {
            return "no stream";
        }
    }

    /** The stream has at least one event. */
    record StreamExists() implements ExpectedVersion {
        @Override
        public String toString() {
            return "stream exists";
        }
    }

    /**
     * Expects the stream's last version to be exactly this one.
     *
     * @param version the version, 0 for a stream without events
     * @return the expectation
     * @throws IllegalArgumentException if the version is negative
     */
    static ExpectedVersion exactly(long version) {
        return new Exactly(version);
    }

    /**
     * Expects nothing: succeeds on every stream that is not deleted.
     *
     * @return the expectation
     */
    static ExpectedVersion any() {
        return new Any();
    }

    /**
     * Expects a stream without events.
     *
     * @return the expectation
     */
    static ExpectedVersion noStream() {
        return new NoStream();
    }

    /**
     * Expects a stream with at least one event.
     *
     * @return the expectation
     */
    static ExpectedVersion streamExists() {
        return new StreamExists();
    }
}
