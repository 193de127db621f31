package dev.eventstore.core.spi.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be stored, serialised. Immutable: nobody changes the arrays.
 *
 * @param id the event's id
 * @param type the event's type
 * @param data the payload
 * @param metadata the metadata, if any
 * @param causationId the id of the message that made it happen, if given
 * @param correlationId the id of its conversation, if given
 */
public record NewEvent(
        UUID id,
        String type,
        byte[] data,
        byte @Nullable [] metadata,
        @Nullable UUID causationId,
        @Nullable UUID correlationId) {

    /**
     * How much room it takes, about.
     *
     * @return bytes of payload, metadata and what else is stored
     */
    public int size() {
        return data.length + (metadata == null ? 0 : metadata.length) + type.length() + 64;
    }
}
