package dev.eventstore.api.subscription;

import java.util.Objects;

/**
 * What gives an event of a subscription its partition key: events of one key are delivered strictly in order, a later one only
 * when the earlier ones are acknowledged or to the subscriber that holds them. Events without a key are in nobody's way.
 * Immutable.
 *
 * @param kind what gives the key
 * @param name the key of the metadata, or the id of the plugin; else empty
 */
public record PartitionBy(Kind kind, String name) {

    /** What gives an event its key. */
    public enum Kind {
        /** Nothing does: no event has a key. */
        NONE("none", false),
        /** The stream that the event was appended to. */
        STREAM("stream", false),
        /** The event's correlation id; an event without one has no key. */
        CORRELATION_ID("correlation-id", false),
        /** A value in the event's metadata; where the metadata is no object with such a text, number or boolean, there is no key. */
        METADATA("metadata", true),
        /** A {@code Partitioner} plugin that is present on every node. */
        PLUGIN("plugin", true);

        private final String text;
        private final boolean named;

        Kind(String text, boolean named) {
            this.text = text;
            this.named = named;
        }
    }

    private static final int MAX_NAME = 255;
    private static final PartitionBy NONE = new PartitionBy(Kind.NONE, "");

    /**
     * Checks the components.
     *
     * @param kind what gives the key
     * @param name the key of the metadata, or the id of the plugin; else empty
     * @throws IllegalArgumentException if the name is missing, longer than 255 characters, or there though it has no meaning
     */
    public PartitionBy {
        Objects.requireNonNull(kind, "kind must not be null");
        Objects.requireNonNull(name, "name must not be null");
        if (kind.named ? name.isEmpty() || name.length() > MAX_NAME : !name.isEmpty()) {
            throw new IllegalArgumentException("partition-by " + kind.text + " must have "
                    + (kind.named ? "a name of 1 to " + MAX_NAME + " characters" : "no name") + ", but it was '" + name
                    + "'");
        }
    }

    /**
     * No event has a key.
     *
     * @return the default
     */
    public static PartitionBy none() {
        return NONE;
    }

    /**
     * By the stream that an event was appended to.
     *
     * @return the partition
     */
    public static PartitionBy stream() {
        return new PartitionBy(Kind.STREAM, "");
    }

    /**
     * By the event's correlation id.
     *
     * @return the partition
     */
    public static PartitionBy correlationId() {
        return new PartitionBy(Kind.CORRELATION_ID, "");
    }

    /**
     * By a value in the event's metadata, read with the store's serializer.
     *
     * @param key under which the value stands
     * @return the partition
     */
    public static PartitionBy metadata(String key) {
        return new PartitionBy(Kind.METADATA, key);
    }

    /**
     * By a plugin.
     *
     * @param id the plugin's id
     * @return the partition
     */
    public static PartitionBy plugin(String id) {
        return new PartitionBy(Kind.PLUGIN, id);
    }

    /**
     * The partition that a text stands for, as {@link #toString()} writes it.
     *
     * @param text {@code none}, {@code stream}, {@code correlation-id}, {@code metadata:KEY} or {@code plugin:ID}
     * @return the partition
     * @throws IllegalArgumentException if it is none of these
     */
    public static PartitionBy parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        for (Kind kind : Kind.values()) {
            if (kind.text.equals(word) && kind.named == colon >= 0) {
                return new PartitionBy(kind, text.substring(colon < 0 ? text.length() : colon + 1));
            }
        }
        throw new IllegalArgumentException(
                "partition-by must be none, stream, correlation-id, metadata:KEY or plugin:ID," + " but was '" + text
                        + "'");
    }

    @Override
    public String toString() {
        return kind.named ? kind.text + ":" + name : kind.text;
    }
}
