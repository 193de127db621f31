package dev.eventstore.core.wire;

import dev.eventstore.core.process.Message;
import java.util.Objects;

/** What a user's process is asked and answers: a record of the user's, as bytes, and the name of its class. Stateless. */
public final class UserMessages {

    private UserMessages() {}

    /**
     * Asks a user's process.
     *
     * @param type the class of the record
     * @param payload the record
     * @param idempotent whether its factory declares that it may be handled twice
     */
    public record Ask(String type, byte[] payload, boolean idempotent) implements Message {

        /**
         * Checks the components.
         *
         * @param type the class of the record
         * @param payload the record
         * @param idempotent whether its factory declares that it may be handled twice
         */
        public Ask {
            Objects.requireNonNull(type, "type must not be null");
            Objects.requireNonNull(payload, "payload must not be null");
        }
    }

    /**
     * A user's process has answered.
     *
     * @param type the class of the record
     * @param payload the record
     */
    public record Answered(String type, byte[] payload) implements Message {

        /**
         * Checks the components.
         *
         * @param type the class of the record
         * @param payload the record
         */
        public Answered {
            Objects.requireNonNull(type, "type must not be null");
            Objects.requireNonNull(payload, "payload must not be null");
        }
    }
}
