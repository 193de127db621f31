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
            writer.writeMany(new Batch(List.of(append)), new KnownStreams());
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
    void write(List<PendingAppend> appends, KnownStreams known) throws SQLException {
        PendingAppend first = appends.get(0);
        if (appends.size() > 1 || first.events() > 1 || !wroteOne(first, known)) {
            writeMany(new Batch(appends), known);
        }
    }

    /** The short way of a lone event; false if it meets anything unusual, and then nothing was written. */
    private boolean wroteOne(PendingAppend append, KnownStreams known) throws SQLException {
        AppendRequest request = append.request();
        NewEvent event = request.events().get(0);
        BatchStream stream = new BatchStream(1, request.stream().value(), request.createdAt());
        known.describe(stream);
        FunctionTerms.setEpoch(one, 1, request.epoch());
        one.setString(2, stream.name());
        one.setLong(3, FunctionTerms.expectation(request.expected()));
        one.setLong(4, stream.version());
        one.setObject(5, request.createdAt().atOffset(ZoneOffset.UTC));
        one.setObject(6, event.id());
        one.setString(7, event.type());
        one.setBytes(8, event.data());
        one.setBytes(9, event.metadata());
        setUuid(one, 10, event.causationId());
        setUuid(one, 11, event.correlationId());
        one.setLong(12, stream.id());
        known.bind(one, 13);
        try (ResultSet row = one.executeQuery()) {
            row.next();
            Long[] place = (Long[]) array(row, 1);
            if (place == null) {
                return false;
            }
            append.written(place[0], place[0], place[1]);
            if (place[4] == 0) {
                known.lost();
            }
            known.note(stream.name(), place[2], place[0]);
            known.stands(place[1], event.id(), orZero(place[3]));
            return true;
        }
    }

    private void writeMany(Batch appends, KnownStreams known) throws SQLException {
        for (BatchStream stream : appends.streams()) {
            known.describe(stream);
        }
        FunctionTerms.setEpoch(batch, 1, appends.appends().get(0).request().epoch());
        BinaryArray ids = bindStreams(appends);
        int index = bindAppends(appends, appends.arrays().bind(batch, 7));
        batch.setObject(index, ids);
        known.bind(batch, index + 1);
        try (ResultSet row = batch.executeQuery()) {
            row.next();
            long current = row.getLong(1);
            if (!row.wasNull()) {
                appends.appends().forEach(append -> Outcomes.superseded(append, current));
                return;
            }
            Set<Integer> odd = noteOdd(appends, row);
            noteOthers(appends, odd, row, known);
            noteState(appends, row, known);
        }
    }

    private BinaryArray bindStreams(Batch appends) throws SQLException {
        int count = appends.streamCount();
        BinaryArray names = BinaryArray.ofTexts(count);
        BinaryArray lows = BinaryArray.ofLongs(count);
        BinaryArray highs = BinaryArray.ofLongs(count);
        BinaryArray versions = BinaryArray.ofLongs(count);
        BinaryArray since = BinaryArray.ofTimes(count);
        BinaryArray ids = BinaryArray.ofLongs(count);
        for (BatchStream stream : appends.streams()) {
            names.addText(stream.name());
            lows.addLong(stream.low());
            highs.addLong(stream.high());
            versions.addLong(stream.version());
            since.addTime(stream.since());
            ids.addLong(stream.fits() ? stream.id() : 0);
        }
        batch.setObject(2, names);
        batch.setObject(3, lows);
        batch.setObject(4, highs);
        batch.setObject(5, versions);
        batch.setObject(6, since);
        return ids;
    }

    private int bindAppends(Batch appends, int index) throws SQLException {
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
        return index + 3;
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
    private static void noteOthers(Batch appends, Set<Integer> odd, ResultSet row, KnownStreams known)
            throws SQLException {
        if (!row.getBoolean(13)) {
            known.lost();
        }
        Long[] ids = (Long[]) array(row, 11);
        Long[] versions = (Long[]) array(row, 3);
        long position = row.getLong(2) - 1;
        if (ids != null) {
            for (BatchStream stream : appends.streams()) {
                stream.stands(ids[stream.index() - 1], versions[stream.index() - 1]);
            }
        }
        for (PendingAppend append : appends.appends()) {
            BatchStream stream = appends.stream(append);
            if (odd.isEmpty() || !odd.contains(stream.index())) {
                long before = stream.version();
                stream.stands(stream.id(), before + append.events());
                position += append.events();
                append.written(before + 1, before + append.events(), position);
            }
        }
        for (BatchStream stream : appends.streams()) {
            if (odd.contains(stream.index())) {
                known.forget(stream.name());
            } else {
                known.note(stream.name(), stream.id(), stream.version());
            }
        }
    }

    /** How the store stands now: as the last of what was written left it. */
    private static void noteState(Batch appends, ResultSet row, KnownStreams known) throws SQLException {
        long position = row.getLong(2) - 1;
        PendingAppend last = null;
        for (PendingAppend append : appends.appends()) {
            if (append.lastPosition() > position) {
                position = append.lastPosition();
                last = append;
            }
        }
        if (last != null) {
            known.stands(position, last.lastId(), row.getLong(12));
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
