package dev.eventstore.api;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as it is stored, read from a stream: immutable facts over immutable bytes, decoded when asked for. Thread-safe.
 */
public interface RecordedEvent {

    /**
     * The event's id.
     *
     * @return the id, unique in the store
     */
    UUID id();

    /**
     * The event's type.
     *
     * @return the type it was appended with
     */
    String type();

    /**
     * The stream the event was appended to.
     *
     * @return the stream; never {@code $all}
     */
    StreamId stream();

    /**
     * The event's place in the stream it was appended to.
     *
     * @return the version, 1 or more
     */
    long version();

    /**
     * The event's place in {@code $all}.
     *
     * @return the position, 1 or more; it grows in the order of commits
     */
    long position();

    /**
     * The event's place in the stream that was read: its position in {@code $all}, its version in its own stream, its place as
     * a link in another. Reading, acknowledging and checkpoints count numbers.
     *
     * @return the number, 1 or more
     */
    long number();

    /**
     * When the event was appended, by the clock of the node that appended it; one time for all events of an append.
     *
     * @return the time in microseconds' precision
     */
    Instant createdAt();

    /**
     * The id of the message that made this event happen.
     *
     * @return the causation id, if one was given
     */
    Optional<UUID> causationId();

    /**
     * The id that all messages of one conversation share.
     *
     * @return the correlation id, if one was given
     */
    Optional<UUID> correlationId();

    /**
     * The payload as it is stored.
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
     * The payload as an object of this class, after the upcasters for the event's type. Where the type is registered for a class
     * that extends or implements this one, as for one of a sealed interface, it is an object of that.
     *
     * @param type the class, registered with the store or not
     * @param <T> the class
     * @return a fresh object
     * @throws dev.eventstore.api.error.SerializationException if the bytes do not fit the class; they stay readable by {@link
     *     #data}
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
