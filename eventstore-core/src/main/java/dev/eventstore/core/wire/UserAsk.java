package dev.eventstore.core.wire;

import dev.eventstore.core.process.Message;
import java.util.Objects;

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
