package dev.eventstore.postgres.jdbc;

import java.util.List;

/** What the columns of payloads and metadata hold. Immutable. */
public enum Payload {
    /** The serializer's bytes as they are. */
    BYTEA,
    /** Documents that PostgreSQL understands, without the order of keys and the spaces they came with. */
    JSONB;

    /** What the setting {@code payload} may say. */
    static final List<String> WORDS = List.of("bytea", "jsonb");

    /**
     * What the setting calls it.
     *
     * @return {@code bytea} or {@code jsonb}
     */
    public String word() {
        return WORDS.get(ordinal());
    }

    static Payload of(String word) {
        return values()[WORDS.indexOf(word)];
    }
}
