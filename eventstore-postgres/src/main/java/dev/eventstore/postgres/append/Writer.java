package dev.eventstore.postgres.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.FunctionTerms;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection that writes, with its statements. The committer has one of its own: there a call is one statement in autocommit, so
 * no client's turn happens while the head row is locked. Confined to one thread, but for {@link #cancel()}, {@link #abort()} and
 * {@link #pid()}.
 */
public final class Writer implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement one;
    private final PreparedStatement batch;
    private final int pid;

    Writer(Database database) throws SQLException {
        this(database.open("append"), new Sql(database.config().schema()));
    }

    /** Preparing is the driver's affair alone: it fails only where the connection is closed already. */
    private Writer(Connection connection, Sql sql) throws SQLException {
        this.connection = connection;
        this.one = connection.prepareStatement(sql.get("append/one.sql"));
        this.batch = connection.prepareStatement(sql.get("append/batch.sql"));
        this.pid = connection.unwrap(PGConnection.class).getBackendPID();
    }

    /**
     * Writes an append in the transaction that a connection is in, by the function and checks that the committer uses.
     *
     * @param connection in a transaction; stays open
     * @param config the settings, which name the schema
     * @param request the append
     * @param seconds how long it may wait for the head row
     * @return where the events stand if the transaction is committed
     * @throws SQLException if the database fails, so that the transaction can go no further
     * @throws dev.eventstore.api.error.EventStoreException if the append is refused; nothing was written
     */
    public static AppendResult writeIn(Connection connection, PostgresConfig config, AppendRequest request, int seconds)
            throws SQLException {
        BinaryArray.allow(connection);
        PendingAppend append = new PendingAppend(request);
        Writer writer = new Writer(connection, new Sql(config.schema()));
        try {
            writer.batch.setQueryTimeout(seconds);
            writer.writeMany(new Batch(List.of(append)), new VersionHints());
        } finally {
            writer.one.close();
            writer.batch.close();
        }
        return append.outcome();
    }

    /** The server's process, as {@code pg_stat_activity} names it. */
    int pid() {
        return pid;
    }

    /** Writes all appends and notes each one's outcome. An exception notes none. */
    void write(List<PendingAppend> appends, VersionHints hints) throws SQLException {
        PendingAppend first = appends.get(0);
        if (appends.size() > 1 || first.events() > 1 || !wroteOne(first, hints)) {
            writeMany(new Batch(appends), hints);
        }
    }

    /** The short way of a lone event; false if it meets anything unusual, and then nothing was written. */
    private boolean wroteOne(PendingAppend append, VersionHints hints) throws SQLException {
        AppendRequest request = append.request();
        NewEvent event = request.events().get(0);
        String stream = request.stream().value();
        FunctionTerms.setEpoch(one, 1, request.epoch());
        one.setString(2, stream);
        one.setLong(3, FunctionTerms.expectation(request.expected()));
        one.setLong(4, hints.of(stream));
        one.setObject(5, request.createdAt().atOffset(ZoneOffset.UTC));
        one.setObject(6, event.id());
        one.setString(7, event.type());
        one.setBytes(8, event.data());
        one.setBytes(9, event.metadata());
        setUuid(one, 10, event.causationId());
        setUuid(one, 11, event.correlationId());
        try (ResultSet row = one.executeQuery()) {
            row.next();
            Long[] place = (Long[]) array(row, 1);
            if (place == null) {
                return false;
            }
            append.written(place[0], place[0], place[1]);
            hints.seen(stream, place[0]);
            return true;
        }
    }

    private void writeMany(Batch appends, VersionHints hints) throws SQLException {
        FunctionTerms.setEpoch(batch, 1, appends.appends().get(0).request().epoch());
        bindStreams(appends, hints);
        bindAppends(appends, appends.arrays().bind(batch, 7));
        try (ResultSet row = batch.executeQuery()) {
            row.next();
            long current = row.getLong(1);
            if (!row.wasNull()) {
                appends.appends().forEach(append -> Outcomes.superseded(append, current));
                return;
            }
            Set<Integer> odd = noteOdd(appends, row);
            noteOthers(appends, odd, row.getLong(2), (Long[]) array(row, 3), hints);
        }
    }

    private void bindStreams(Batch appends, VersionHints hints) throws SQLException {
        int count = appends.streamCount();
        BinaryArray names = BinaryArray.ofTexts(count);
        BinaryArray lows = BinaryArray.ofLongs(count);
        BinaryArray highs = BinaryArray.ofLongs(count);
        BinaryArray versions = BinaryArray.ofLongs(count);
        BinaryArray since = BinaryArray.ofTimes(count);
        for (BatchStream stream : appends.streams()) {
            names.addText(stream.name());
            lows.addLong(stream.low());
            highs.addLong(stream.high());
            versions.addLong(hints.of(stream.name()));
            since.addTime(stream.since());
        }
        batch.setObject(2, names);
        batch.setObject(3, lows);
        batch.setObject(4, highs);
        batch.setObject(5, versions);
        batch.setObject(6, since);
    }

    private void bindAppends(Batch appends, int index) throws SQLException {
        int count = appends.appends().size();
        BinaryArray streams = BinaryArray.ofInts(count);
        BinaryArray expected = BinaryArray.ofLongs(count);
        BinaryArray firsts = BinaryArray.ofInts(count + 1);
        int first = 1;
        for (PendingAppend append : appends.appends()) {
            streams.addInt(appends.stream(append).index());
            expected.addLong(FunctionTerms.expectation(append.request().expected()));
            firsts.addInt(first);
            first += append.events();
        }
        firsts.addInt(first);
        batch.setObject(index, streams);
        batch.setObject(index + 1, expected);
        batch.setObject(index + 2, firsts);
    }

    /** Those that were decided one by one; returns the indexes of their streams. */
    private static Set<Integer> noteOdd(Batch appends, ResultSet row) throws SQLException {
        Integer[] indexes = (Integer[]) array(row, 4);
        Set<Integer> odd = new HashSet<>();
        if (indexes == null) {
            return odd;
        }
        Number[] codes = (Number[]) array(row, 5);
        Long[] firsts = (Long[]) array(row, 6);
        Long[] lasts = (Long[]) array(row, 7);
        Long[] positions = (Long[]) array(row, 8);
        UUID[] ids = (UUID[]) array(row, 9);
        String[] streams = (String[]) array(row, 10);
        for (int i = 0; i < indexes.length; i++) {
            PendingAppend append = appends.appends().get(indexes[i] - 1);
            odd.add(appends.stream(append).index());
            Outcomes.note(
                    append,
                    new Outcomes.Row(
                            codes[i].intValue(),
                            orZero(firsts[i]),
                            orZero(lasts[i]),
                            orZero(positions[i]),
                            ids[i],
                            streams[i]));
        }
        return odd;
    }

    /** Those that were written by one statement, in the order of the batch. */
    private static void noteOthers(
            Batch appends, Set<Integer> odd, long firstPosition, Long[] versions, VersionHints hints) {
        long position = firstPosition - 1;
        long[] next = new long[versions.length];
        for (int i = 0; i < versions.length; i++) {
            next[i] = versions[i];
        }
        for (PendingAppend append : appends.appends()) {
            int stream = appends.stream(append).index();
            if (odd.isEmpty() || !odd.contains(stream)) {
                long before = next[stream - 1];
                next[stream - 1] = before + append.events();
                position += append.events();
                append.written(before + 1, next[stream - 1], position);
            }
        }
        for (BatchStream stream : appends.streams()) {
            hints.seen(stream.name(), next[stream.index() - 1]);
        }
    }

    /** Asks the server to end the statement that runs. Waits for the network. */
    void cancel() throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    /** Cuts the connection, so that a statement that runs fails here, whatever the server does. */
    void abort() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is given up, whatever it says.
        }
    }

    private static void setUuid(PreparedStatement statement, int index, @Nullable UUID value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.OTHER, "uuid");
        } else {
            statement.setObject(index, value);
        }
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static Object array(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : array.getArray();
    }
}
