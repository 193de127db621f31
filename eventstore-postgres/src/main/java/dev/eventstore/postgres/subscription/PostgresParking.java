package dev.eventstore.postgres.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Parked events in PostgreSQL. Thread-safe: each call is one statement in autocommit. */
public final class PostgresParking implements ParkingStorage {

    private final Work work;
    private final String park;
    private final String list;
    private final String remove;

    /**
     * The parked events of a database.
     *
     * @param database the database
     * @param work the threads that wait for it
     */
    public PostgresParking(Database database, Work work) {
        this.work = work;
        Sql sql = new Sql(database.config().schema());
        this.park = sql.get("parking/park.sql");
        this.list = sql.get("parking/list.sql");
        this.remove = sql.get("parking/remove.sql");
    }

    @Override
    public CompletionStage<Parked> park(Park request) {
        return work.run("parking events", request.deadline(), connection -> park(connection, request));
    }

    private Parked park(Connection connection, Park request) throws SQLException {
        int count = request.rows().size();
        BinaryArray numbers = BinaryArray.ofLongs(count);
        BinaryArray positions = BinaryArray.ofLongs(count);
        BinaryArray keys = BinaryArray.ofTexts(count);
        BinaryArray errors = BinaryArray.ofTexts(count);
        BinaryArray attempts = BinaryArray.ofInts(count);
        for (Row row : request.rows()) {
            numbers.addLong(row.number());
            positions.addLong(row.position());
            keys.addBytes(bytes(row.key()));
            errors.addBytes(bytes(row.error()));
            attempts.addInt(row.attempts());
        }
        try (PreparedStatement statement = connection.prepareStatement(park)) {
            statement.setString(1, request.stream().value());
            statement.setString(2, request.name().value());
            statement.setLong(3, request.token());
            statement.setLong(4, request.checkpoint());
            statement.setObject(5, numbers);
            statement.setObject(6, positions);
            statement.setObject(7, keys);
            statement.setObject(8, errors);
            statement.setObject(9, attempts);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Array free = row.getArray(1);
                return free == null ? new Parked(false, Set.of()) : new Parked(true, Set.of((Long[]) free.getArray()));
            }
        }
    }

    /** A text as PostgreSQL can keep it: it has no character for zero. */
    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<List<ParkedEvent>> list(StreamId stream, SubscriptionName name, Deadline deadline) {
        return work.run("listing parked events", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(list)) {
                statement.setString(1, stream.value());
                statement.setString(2, name.value());
                try (ResultSet row = statement.executeQuery()) {
                    List<ParkedEvent> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(event(row));
                    }
                    return List.copyOf(found);
                }
            }
        });
    }

    private static ParkedEvent event(ResultSet row) throws SQLException {
        return new ParkedEvent(
                row.getLong(1),
                row.getLong(2),
                Optional.ofNullable(row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                row.getInt(5),
                row.getObject(6, OffsetDateTime.class).toInstant());
    }

    @Override
    public CompletionStage<Removed> remove(Removal removal) {
        return work.run("removing a parked event", removal.deadline(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(remove)) {
                statement.setString(1, removal.stream().value());
                statement.setString(2, removal.name().value());
                if (removal.token().isPresent()) {
                    statement.setLong(3, removal.token().getAsLong());
                } else {
                    statement.setNull(3, Types.BIGINT);
                }
                statement.setLong(4, removal.number());
                statement.setString(5, removal.key());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return removed(row);
                }
            }
        });
    }

    private static Removed removed(ResultSet row) throws SQLException {
        Outcome outcome = Outcome.values()[row.getInt(1)];
        long next = row.getLong(2);
        return row.wasNull()
                ? Removed.not(outcome)
                : new Removed(outcome, OptionalLong.of(next), OptionalInt.of(row.getInt(3)));
    }
}
