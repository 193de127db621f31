package dev.eventstore.cli.bench.yardstick;

import dev.eventstore.cli.bench.measure.Worker;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The classic append: one transaction on one connection, three rows an event (the event, its place in the stream, its place
 * in {@code $all}), the row of {@code $all} locked by its update from the second statement until the commit is on disk.
 * Confined to one thread.
 */
public final class ClassicWorker implements Worker {

    private static final String TABLES = """
            create table %1$s.streams (
              stream_id bigserial primary key, stream_uuid text not null unique,
              stream_version bigint not null default 0, created_at timestamptz not null default now());
            create table %1$s.events (
              event_id uuid primary key, event_type text not null, causation_id uuid, correlation_id uuid,
              data bytea not null, metadata bytea, created_at timestamptz not null default now());
            create table %1$s.stream_events (
              event_id uuid not null references %1$s.events, stream_id bigint not null references %1$s.streams,
              stream_version bigint not null, original_stream_id bigint not null references %1$s.streams,
              original_stream_version bigint not null, primary key (event_id, stream_id));
            create unique index on %1$s.stream_events (stream_id, stream_version);
            insert into %1$s.streams (stream_id, stream_uuid) values (0, '$all');
            insert into %1$s.streams (stream_uuid) select 'stream-' || n from generate_series(1, %2$d) n;
            """;

    private static final String EVENTS = """
            insert into %1$s.events (event_id, event_type, data, metadata)
            select id, ?, ?, ? from unnest(?::uuid[]) id
            """;

    private static final String PLACES = """
            with own as (
              update %1$s.streams set stream_version = stream_version + ? where stream_id = ? returning stream_version),
            everything as (
              update %1$s.streams set stream_version = stream_version + ? where stream_id = 0 returning stream_version),
            placed as (
              insert into %1$s.stream_events
                (event_id, stream_id, stream_version, original_stream_id, original_stream_version)
              select n.id, ?, own.stream_version - ? + n.ord, ?, own.stream_version - ? + n.ord
                from own, unnest(?::uuid[]) with ordinality n (id, ord))
            insert into %1$s.stream_events (event_id, stream_id, stream_version, original_stream_id, original_stream_version)
            select n.id, 0, everything.stream_version - ? + n.ord, ?, own.stream_version - ? + n.ord
              from own, everything, unnest(?::uuid[]) with ordinality n (id, ord)
            """;

    private final Connection connection;
    private final PreparedStatement events;
    private final PreparedStatement places;
    private final int count;

    private ClassicWorker(Connection connection, String schema, Payload payload, int count, long stream)
            throws SQLException {
        this.connection = connection;
        this.count = count;
        connection.setAutoCommit(false);
        events = connection.prepareStatement(EVENTS.formatted(schema));
        events.setString(1, Payload.TYPE);
        events.setBytes(2, payload.dataBytes());
        events.setBytes(3, payload.metadataBytes());
        places = connection.prepareStatement(PLACES.formatted(schema));
        long[] numbers = {count, stream, count, stream, count, stream, count, 0, count, stream, count};
        for (int i = 0; i < numbers.length; i++) {
            places.setLong(i + 1, numbers[i]);
        }
    }

    /**
     * Makes the classic schema.
     *
     * @param scratch where
     * @param streams how many streams it has
     * @return the schema's name
     * @throws SQLException if the server refuses
     */
    public static String makeSchema(Scratch scratch, int streams) throws SQLException {
        String schema = scratch.newSchema();
        scratch.execute(TABLES.formatted(schema, streams));
        return schema;
    }

    /**
     * A worker with a connection of its own.
     *
     * @param scratch where
     * @param schema the schema's name
     * @param payload what is appended
     * @param count how many events an append has
     * @param stream the stream's number, 1 or more
     * @return the worker
     * @throws SQLException if the server refuses
     */
    public static ClassicWorker open(Scratch scratch, String schema, Payload payload, int count, long stream)
            throws SQLException {
        return new ClassicWorker(scratch.connect(), schema, payload, count, stream);
    }

    @Override
    public int once() throws SQLException {
        UUID[] ids = new UUID[count];
        Arrays.setAll(ids, i -> UUID.randomUUID());
        Array array = connection.createArrayOf("uuid", ids);
        events.setArray(4, array);
        events.executeUpdate();
        places.setArray(8, array);
        places.setArray(12, array);
        places.executeUpdate();
        connection.commit();
        return count;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
