package dev.eventstore.core.wire;

import dev.eventstore.core.process.Message;
import java.util.Objects;

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
