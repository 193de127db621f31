package dev.eventstore.core.wire;

import dev.eventstore.core.process.Message;
import java.util.Objects;

/** What the processes of users are asked and answer. Stateless. */
public final class UserMessages {

    private UserMessages() {}

    /**
     * Asks a user's process. Immutable.
     *
     * @param type the class of the user's record
     * @param payload the record as bytes
     * @param idempotent whether its factory declares that it may be handled twice
     */
    public record UserAsk(String type, byte[] payload, boolean idempotent) implements Message {

        /**
         * Checks the components.
         *
         * @param type the class of the user's record
         * @param payload the record as bytes
         * @param idempotent whether its factory declares that it may be handled twice
         */
        public UserAsk {
            Objects.requireNonNull(type, "type must not be null");
            Objects.requireNonNull(payload, "payload must not be null");
        }
    }

    /**
     * A user's process has answered. Immutable.
     *
     * @param type the class of the user's record
     * @param payload the record as bytes
     */
    public record UserAnswer(String type, byte[] payload) implements Message {

        /**
         * Checks the components.
         *
         * @param type the class of the user's record
         * @param payload the record as bytes
         */
        public UserAnswer {
            Objects.requireNonNull(type, "type must not be null");
            Objects.requireNonNull(payload, "payload must not be null");
        }
    }
}
