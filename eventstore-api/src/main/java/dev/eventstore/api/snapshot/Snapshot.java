package dev.eventstore.api.snapshot;

import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot as it is stored: immutable facts over immutable bytes, decoded when asked for. Thread-safe.
 */
public interface Snapshot {

    /**
     * What the state belongs to.
     *
     * @return the source's id, most often the name of a stream
     */
    String sourceId();

    /**
     * Up to which event of its source the state was computed.
     *
     * @return the version, 0 or more
     */
    long sourceVersion();

    /**
     * The type of the state.
     *
     * @return the type it was recorded with
     */
    String type();

    /**
     * When the snapshot was recorded, by the clock of the node that recorded it.
     *
     * @return the time in microseconds' precision
     */
    Instant createdAt();

    /**
     * The state as it is stored.
     *
     * @return a copy of the bytes
     */
    byte[] data();

    /**
     * The metadata as they are stored.
     *
     * @return a copy of the bytes, empty if there are none
     */
    Optional<byte[]> metadata();

    /**
     * The state as an object of this class.
     *
     * @param type the class, registered with the store or not
     * @param <T> the class
     * @return a fresh object
     * @throws dev.eventstore.api.error.SerializationException if the bytes do not fit the class
     */
    <T> T as(Class<T> type);

    /**
     * The metadata as an object of this class.
     *
     * @param type the class
     * @param <T> the class
     * @return a fresh object, empty if there are no metadata
     * @throws dev.eventstore.api.error.SerializationException if the bytes do not fit the class
     */
    <T> Optional<T> metadataAs(Class<T> type);
}
