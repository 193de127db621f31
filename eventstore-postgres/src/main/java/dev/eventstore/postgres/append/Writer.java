package dev.eventstore.postgres.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.FunctionTerms;
import dev.eventstore.postgres.jdbc.Payload;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection that writes, with its statements. The committer has one of its own: there every statement is in autocommit, so
 * no client's turn happens while the head row is locked. Confined to one thread, but for {@link #cancel()}, {@link #abort()} and
 * {@link #pid()}.
 */
public final class Writer implements AutoCloseable {

    private static final String NOT_UNIQUE = "23505";

    private final Connection connection;
    private final PostgresConfig config;
    private final PreparedStatement batch;
    private final int pid;
    private @Nullable Lone lone;

    /** The statements of a lone event, prepared with the first one. */
    private record Lone(
            PreparedStatement newest, PreparedStatement next, PreparedStatement nextIfNew, PreparedStatement one) {}

    Writer(Database database) throws SQLException {
        this(database.open("append"), database.config());
    }

    /** Preparing is the driver's affair alone: it fails only where the connection is closed already. */
    private Writer(Connection connection, PostgresConfig config) throws SQLException {
        this.connection = connection;
        this.config = config;
        this.batch = connection.prepareStatement(new Sql(config.schema()).get("append/batch.sql"));
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
        Writer writer = new Writer(connection, config);
        try {
            writer.batch.setQueryTimeout(seconds);
            writer.writeMany(new Batch(List.of(append)), new KnownStreams());
        } finally {
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
        if (appends.size() > 1 || first.events() > 1 || !wroteNext(first, known) && !wroteOne(first, known)) {
            writeMany(new Batch(appends), known);
        }
    }

    /**
     * The shortest way of a lone event, where nobody else has written for some time and the last append told all that the event's
     * row needs: a statement that inserts the row if that still holds. False if it does not, and then nothing was written. Behind a
     * pooler in transaction mode a server could be replaced unseen by one that lags, which holds less than was told.
     */
    private boolean wroteNext(PendingAppend append, KnownStreams known) throws SQLException {
        if (!config.link().keepsSessions() || !known.isSteady()) {
            return false;
        }
        AppendRequest request = append.request();
        BatchStream stream = new BatchStream(1, request.stream().value(), request.createdAt());
        stream.expect(request.expected());
        known.describe(stream);
        if (stream.id() == 0 || !stream.fits() || !knowsNewest(known)) {
            return false;
        }
        PreparedStatement statement = known.isNewer(append.lastId()) ? lone().next() : lone().nextIfNew();
        bindEvent(statement, 1, request);
        statement.setLong(8, known.position() + 1);
        statement.setLong(9, stream.id());
        statement.setLong(10, stream.version() + 1);
        FunctionTerms.setEpoch(statement, 11, request.epoch());
        known.bindNext(statement, 12);
        if (!inserted(statement)) {
            known.lost();
            return false;
        }
        known.stands(known.position() + 1, append.lastId(), known.link(), known.number() + 1);
        known.note(stream.name(), stream.id(), stream.version() + 1);
        append.written(stream.version() + 1, stream.version() + 1, known.position());
        return true;
    }

    /** What is not unique cannot be where all that is known holds; if it is, it does not hold. */
    private static boolean inserted(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (NOT_UNIQUE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Looks the largest id of all events up, once in a steady time; false if the state is found to be another one. */
    private boolean knowsNewest(KnownStreams known) throws SQLException {
        if (!known.knowsNewest()) {
            PreparedStatement newest = lone().newest();
            newest.setLong(1, known.position());
            newest.setObject(2, known.event());
            try (ResultSet row = newest.executeQuery()) {
                if (!row.next()) {
                    known.lost();
                    return false;
                }
                known.newest(row.getObject(2, UUID.class), row.getString(1));
            }
        }
        return true;
    }

    private Lone lone() throws SQLException {
        Lone prepared = lone;
        if (prepared == null) {
            Sql sql = new Sql(config.schema());
            String data = config.payload() == Payload.JSONB ? "convert_from(?, 'UTF8')::jsonb" : "?";
            String insert = sql.get("append/next.sql").replace("${data}", data);
            prepared = new Lone(
                    connection.prepareStatement(sql.get("append/newest.sql")),
                    connection.prepareStatement(insert.replace("${conflict}", "")),
                    connection.prepareStatement(insert.replace("${conflict}", "on conflict do nothing")),
                    connection.prepareStatement(sql.get("append/one.sql")));
            lone = prepared;
        }
        return prepared;
    }

    /** The short way of a lone event; false if it meets anything unusual, and then nothing was written. */
    private boolean wroteOne(PendingAppend append, KnownStreams known) throws SQLException {
        AppendRequest request = append.request();
        BatchStream stream = new BatchStream(1, request.stream().value(), request.createdAt());
        known.describe(stream);
        PreparedStatement one = lone().one();
        FunctionTerms.setEpoch(one, 1, request.epoch());
        one.setString(2, stream.name());
        one.setLong(3, FunctionTerms.expectation(request.expected()));
        one.setLong(4, stream.version());
        bindEvent(one, 5, request);
        one.setLong(12, stream.id());
        known.bind(one, 13);
        try (ResultSet row = one.executeQuery()) {
            row.next();
            Long[] place = (Long[]) Outcomes.array(row, 1);
            if (place == null) {
                return false;
            }
            append.written(place[0], place[0], place[1]);
            known.found(place[4] == 1);
            known.note(stream.name(), place[2], place[0]);
            known.stands(place[1], append.lastId(), Outcomes.orZero(place[3]), place[5]);
            return true;
        }
    }

    /** Sets seven parameters: all of a lone event but its place. */
    private static void bindEvent(PreparedStatement statement, int first, AppendRequest request) throws SQLException {
        NewEvent event = request.events().get(0);
        statement.setObject(first, request.createdAt().atOffset(ZoneOffset.UTC));
        statement.setObject(first + 1, event.id());
        statement.setString(first + 2, event.type());
        statement.setBytes(first + 3, event.data());
        statement.setBytes(first + 4, event.metadata());
        setUuid(statement, first + 5, event.causationId());
        setUuid(statement, first + 6, event.correlationId());
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
            Outcomes.note(appends, row, known);
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
}
