package dev.eventstore.api.snapshot;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.internal.Names;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is to be recorded: a source, its version, a state and optional metadata.
 *
 * <p>The state is kept as it is and serialised by the store in the thread that records it. Immutable, as far as the state is.
 */
public final class SnapshotData {

    /** The largest number of characters (UTF-16 units) of a source's id. */
    public static final int MAX_SOURCE_LENGTH = 255;

    private final String sourceId;
    private final long sourceVersion;
    private final @Nullable String type;
    private final Object state;
    private final @Nullable Object metadata;

    private SnapshotData(
            String sourceId, long sourceVersion, @Nullable String type, Object state, @Nullable Object metadata) {
        this.sourceId = requireSource(sourceId);
        if (sourceVersion < 0) {
            throw new IllegalArgumentException("snapshot source version must be 0 or more, but was %d for source '%s'"
                    .formatted(sourceVersion, sourceId));
        }
        this.sourceVersion = sourceVersion;
        this.type = type;
        this.state = Objects.requireNonNull(state, "snapshot state must not be null");
        this.metadata = metadata;
    }

    /**
     * A snapshot of an object; its type is the one registered for the object's class, else the class's binary name.
     *
     * @param sourceId what the state belongs to: 1 to 255 printable characters
     * @param sourceVersion up to which event of its source the state was computed, 0 or more
     * @param state the object, which the store's serializer must be able to write
     * @return the snapshot
     */
    public static SnapshotData of(String sourceId, long sourceVersion, Object state) {
        return new SnapshotData(sourceId, sourceVersion, null, state, null);
    }

    /**
     * A snapshot of an object that was computed from a stream.
     *
     * @param source the stream
     * @param sourceVersion up to which event of the stream the state was computed, 0 or more
     * @param state the object, which the store's serializer must be able to write
     * @return the snapshot
     */
    public static SnapshotData of(StreamId source, long sourceVersion, Object state) {
        return of(source.value(), sourceVersion, state);
    }

    /**
     * A snapshot whose state is JSON text, stored as it is.
     *
     * @param sourceId what the state belongs to: 1 to 255 printable characters
     * @param sourceVersion up to which event of its source the state was computed, 0 or more
     * @param type the state's type: 1 to 255 printable characters
     * @param text the JSON; the store refuses it if it is not well-formed
     * @return the snapshot
     */
    public static SnapshotData json(String sourceId, long sourceVersion, String type, String text) {
        return new SnapshotData(sourceId, sourceVersion, requireType(type), new EventData.Json(text), null);
    }

    /**
     * A snapshot whose state is bytes, stored as they are.
     *
     * @param sourceId what the state belongs to: 1 to 255 printable characters
     * @param sourceVersion up to which event of its source the state was computed, 0 or more
     * @param type the state's type: 1 to 255 printable characters
     * @param bytes the state, copied
     * @return the snapshot
     */
    public static SnapshotData bytes(String sourceId, long sourceVersion, String type, byte[] bytes) {
        return new SnapshotData(sourceId, sourceVersion, requireType(type), bytes.clone(), null);
    }

    /**
     * The same snapshot with another type.
     *
     * @param newType the type: 1 to 255 printable characters
     * @return a copy with this type
     */
    public SnapshotData type(String newType) {
        return new SnapshotData(sourceId, sourceVersion, requireType(newType), state, metadata);
    }

    /**
     * The same snapshot with metadata.
     *
     * @param newMetadata an object for the store's serializer, {@link EventData.Json} text, or bytes, which are stored as
     *     they are
     * @return a copy with this metadata
     */
    public SnapshotData metadata(Object newMetadata) {
        Object kept = newMetadata instanceof byte[] raw ? raw.clone() : newMetadata;
        return new SnapshotData(
                sourceId,
                sourceVersion,
                type,
                state,
                Objects.requireNonNull(kept, "snapshot metadata must not be null"));
    }

    /**
     * What the state belongs to.
     *
     * @return the source's id
     */
    public String sourceId() {
        return sourceId;
    }

    /**
     * Up to which event of its source the state was computed.
     *
     * @return the version, 0 or more
     */
    public long sourceVersion() {
        return sourceVersion;
    }

    /**
     * The state's type, where one was given.
     *
     * @return the type; empty when the store derives it from the state's class
     */
    public Optional<String> type() {
        return Optional.ofNullable(type);
    }

    /**
     * The state: an object, {@link EventData.Json} text, or a byte array that must not be changed.
     *
     * @return the state as it was given
     */
    public Object state() {
        return state;
    }

    /**
     * The metadata: an object, {@link EventData.Json} text, or a byte array that must not be changed.
     *
     * @return the metadata as it was given, empty if there is none
     */
    public Optional<Object> metadata() {
        return Optional.ofNullable(metadata);
    }

    /**
     * Refuses what is no source's id.
     *
     * @param sourceId the id
     * @return the id
     * @throws IllegalArgumentException if it is blank, too long or not printable
     */
    public static String requireSource(String sourceId) {
        return Names.requireValid("snapshot source id", sourceId, MAX_SOURCE_LENGTH);
    }

    @Override
    public String toString() {
        return "SnapshotData[source=" + sourceId + "@" + sourceVersion + ", type="
                + type().orElse(state.getClass().getName()) + "]";
    }

    private static String requireType(String type) {
        return Names.requireValid("snapshot type", type, EventData.MAX_TYPE_LENGTH);
    }
}
