package dev.eventstore.postgres.elixir;

import java.util.Locale;

/**
 * A table of the store that is filled, with the statement that reads its rows from the source. Immutable.
 */
enum Part {
    STREAMS("stream_id, name, created_at, deleted_at, link_floor"),
    EVENTS("position, stream_id, version, event_id, causation_id, correlation_id, created_at, type, data, metadata"),
    LINKS("link_id, stream_id, number, position"),
    SNAPSHOTS("source_id, source_version, type, created_at, data, metadata"),
    SUBSCRIPTIONS("stream, name, started_after, checkpoint, token, created_at");

    private final String columns;

    Part(String columns) {
        this.columns = columns;
    }

    String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In the order of the statement that reads the source. */
    String columns() {
        return columns;
    }

    String resource() {
        return "elixir/" + table() + ".sql";
    }
}
