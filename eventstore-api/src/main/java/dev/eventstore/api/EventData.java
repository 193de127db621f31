package dev.eventstore.api;

import dev.eventstore.api.internal.Names;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be appended: an id, a type, a payload and optional metadata.
 *
 * <p>The id is there from the moment the event is made (a UUID of version 7 unless given), so appending the same list again
 * after an unclear outcome is safe: what is stored already is answered as the first time. The payload is kept as it is and
 * serialised by the store in the thread that appends. Immutable, as far as the payload is.
 */
public final class EventData {

    /** The largest number of characters of an event type. */
    public static final int MAX_TYPE_LENGTH = 255;

    private final UUID id;
    private final @Nullable String type;
    private final Object payload;
    private final @Nullable Object metadata;
    private final @Nullable UUID causationId;
    private final @Nullable UUID correlationId;

    private EventData(
            UUID id,
            @Nullable String type,
            Object payload,
            @Nullable Object metadata,
            @Nullable UUID causationId,
            @Nullable UUID correlationId) {
        this.id = Objects.requireNonNull(id, "event id must not be null");
        this.type = type == null ? null : Names.requireValid("event type", type, MAX_TYPE_LENGTH);
        this.payload = Objects.requireNonNull(payload, "event payload must not be null");
        this.metadata = metadata;
        this.causationId = causationId;
        this.correlationId = correlationId;
    }

    /**
     * An event with an object as its payload; its type is the one registered for the object's class, else the class's
     * binary name.
     *
     * @param payload the object, which the store's serializer must be able to write
     * @return the event with a fresh id
     */
    public static EventData of(Object payload) {
        return new EventData(EventIds.next(), null, payload, null, null, null);
    }

    /**
     * An event whose payload is JSON text, stored as it is.
     *
     * @param type the event's type: 1 to 255 printable characters
     * @param text the JSON; the store refuses the append if it is not well-formed
     * @return the event with a fresh id
     */
    public static EventData json(String type, String text) {
        return new EventData(EventIds.next(), requireType(type), new Json(text), null, null, null);
    }

    /**
     * An event whose payload is bytes, stored as they are.
     *
     * @param type the event's type: 1 to 255 printable characters
     * @param bytes the payload, copied
     * @return the event with a fresh id
     */
    public static EventData bytes(String type, byte[] bytes) {
        return new EventData(EventIds.next(), requireType(type), bytes.clone(), null, null, null);
    }

    /**
     * The same event with another id.
     *
     * @param newId the id
     * @return a copy with this id
     */
    public EventData id(UUID newId) {
        return new EventData(newId, type, payload, metadata, causationId, correlationId);
    }

    /**
     * The same event with another type.
     *
     * @param newType the type: 1 to 255 printable characters
     * @return a copy with this type
     */
    public EventData type(String newType) {
        return new EventData(id, requireType(newType), payload, metadata, causationId, correlationId);
    }

    /**
     * The same event with metadata.
     *
     * @param newMetadata an object for the store's serializer, {@link Json} text, or bytes, which are stored as they are
     * @return a copy with this metadata
     */
    public EventData metadata(Object newMetadata) {
        Object kept = newMetadata instanceof byte[] raw ? raw.clone() : newMetadata;
        return new EventData(
                id,
                type,
                payload,
                Objects.requireNonNull(kept, "event metadata must not be null"),
                causationId,
                correlationId);
    }

    /**
     * The same event with a causation id: the id of the message that made it happen.
     *
     * @param newCausationId the id
     * @return a copy with this causation id
     */
    public EventData causationId(UUID newCausationId) {
        Objects.requireNonNull(newCausationId, "causation id must not be null");
        return new EventData(id, type, payload, metadata, newCausationId, correlationId);
    }

    /**
     * The same event with a correlation id: shared by all messages of one conversation.
     *
     * @param newCorrelationId the id
     * @return a copy with this correlation id
     */
    public EventData correlationId(UUID newCorrelationId) {
        Objects.requireNonNull(newCorrelationId, "correlation id must not be null");
        return new EventData(id, type, payload, metadata, causationId, newCorrelationId);
    }

    /**
     * The same event as a consequence of another: its causation id is the other's id, its correlation id the other's, or the
     * other's id where that has none and so began the conversation.
     *
     * @param event the event that made this one happen
     * @return a copy with these ids
     */
    public EventData causedBy(RecordedEvent event) {
        return causationId(event.id()).correlationId(event.correlationId().orElse(event.id()));
    }

    /**
     * The same event as a consequence of another that is appended with it, or was just made, by the rules of {@link
     * #causedBy(RecordedEvent)}.
     *
     * @param event the event that made this one happen
     * @return a copy with these ids
     */
    public EventData causedBy(EventData event) {
        return causationId(event.id()).correlationId(event.correlationId().orElse(event.id()));
    }

    /**
     * The event's id.
     *
     * @return the id, unique in the store once appended
     */
    public UUID id() {
        return id;
    }

    /**
     * The event's type, where one was given.
     *
     * @return the type; empty when the store derives it from the payload's class
     */
    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    /**
     * The payload: an object, {@link Json} text, or a byte array that must not be changed.
     *
     * @return the payload as it was given
     */
    public Object payload() {
        return payload;
    }

    /**
     * The metadata: an object, {@link Json} text, or a byte array that must not be changed.
     *
     * @return the metadata as it was given, empty if there is none
     */
    public Optional<Object> metadata() {
        return Optional.ofNullable(metadata);
    }

    /**
     * The id of the message that made this event happen.
     *
     * @return the causation id, if one was given
     */
    public Optional<UUID> causationId() {
        return Optional.ofNullable(causationId);
    }

    /**
     * The id that all messages of one conversation share.
     *
     * @return the correlation id, if one was given
     */
    public Optional<UUID> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    @Override
    public String toString() {
        return "EventData[id=" + id + ", type="
                + type().orElse(payload.getClass().getName()) + "]";
    }

    private static String requireType(String type) {
        return Names.requireValid("event type", type, MAX_TYPE_LENGTH);
    }

    /**
     * JSON text that is stored as it is. Immutable.
     *
     * @param text the JSON
     */
    public record Json(String text) {

        /**
         * Checks the components.
         *
         * @param text the JSON
         */
        public Json {
            Objects.requireNonNull(text, "json text must not be null");
        }

        /**
         * The text as it is stored.
         *
         * @return the text in UTF-8
         */
        public byte[] utf8() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
