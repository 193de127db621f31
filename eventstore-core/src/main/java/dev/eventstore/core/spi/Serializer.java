package dev.eventstore.core.spi;

/**
 * Turns payloads and metadata into bytes and back.
 *
 * <p>Called on the threads of callers and on callback threads, often concurrently: an implementation is thread-safe and never
 * waits. Both methods are pure: called again they give the same.
 *
 * <p>A serializer that reads the fields of any payload as a {@link java.util.Map}, and writes such a map as the payload of a
 * class with these fields, serves upcasters by fields, too.
 */
public interface Serializer {

    /**
     * Bytes for an object.
     *
     * @param value the object
     * @return the bytes that are stored
     * @throws dev.eventstore.api.error.SerializationException if it cannot be written, with what the user can do
     */
    byte[] serialize(Object value);

    /**
     * An object from bytes.
     *
     * @param bytes the bytes as they were stored; they must not be changed
     * @param type the class that is wanted
     * @param <T> the class
     * @return a fresh object
     * @throws dev.eventstore.api.error.SerializationException if they do not fit the class, with what the user can do
     */
    <T> T deserialize(byte[] bytes, Class<T> type);

    /**
     * Whether what it writes is JSON in UTF-8, as storages need that keep payloads as documents.
     *
     * @return true if it is; false by default
     */
    default boolean writesJson() {
        return false;
    }
}
