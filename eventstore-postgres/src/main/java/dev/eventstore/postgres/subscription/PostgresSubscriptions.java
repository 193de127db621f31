package dev.eventstore.postgres.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.postgres.jdbc.BinaryArray;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Leases and checkpoints in PostgreSQL. Thread-safe: each call is one statement in autocommit.
 */
public final class PostgresSubscriptions implements SubscriptionStorage {

    private final Work work;
    private final String claim;
    private final String checkpoint;
    private final String release;
    private final String delete;
    private final String list;
    private final String checkpoints;
    private final String renewNode;
    private final String releaseNode;

    /**
     * The leases of a database.
     *
     * @param database the database
     * @param work the threads that wait for it
     */
    public PostgresSubscriptions(Database database, Work work) {
        this.work = work;
        Sql sql = new Sql(database.config().schema());
        this.claim = sql.get("subscription/claim.sql");
        this.checkpoint = sql.get("subscription/checkpoint.sql");
        this.release = sql.get("subscription/release.sql");
        this.delete = sql.get("subscription/delete.sql");
        this.list = sql.get("subscription/list.sql");
        this.checkpoints = sql.get("subscription/checkpoints.sql");
        this.renewNode = sql.get("subscription/renew_node.sql");
        this.releaseNode = sql.get("subscription/release_node.sql");
    }

    @Override
    public CompletionStage<ClaimResult> claim(Claim wanted) {
        return work.run("claiming a subscription", wanted.deadline(), connection -> claim(connection, wanted));
    }

    @Override
    public CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline) {
        return work.run("writing checkpoints", deadline, connection -> write(connection, checkpoints));
    }

    @Override
    public CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline) {
        return work.run("releasing a subscription", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(release)) {
                statement.setString(1, stream.value());
                statement.setString(2, name.value());
                statement.setLong(3, token);
                statement.executeUpdate();
                return done();
            }
        });
    }

    @Override
    public CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline) {
        return work.run("deleting a subscription", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(delete)) {
                statement.setString(1, stream.value());
                statement.setString(2, name.value());
                return statement.executeUpdate() > 0;
            }
        });
    }

    @Override
    public CompletionStage<List<SubscriptionInfo>> list(Deadline deadline) {
        return work.run("listing subscriptions", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(list);
                    ResultSet row = statement.executeQuery()) {
                List<SubscriptionInfo> found = new ArrayList<>();
                while (row.next()) {
                    found.add(info(row));
                }
                return List.copyOf(found);
            }
        });
    }

    @Override
    public CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline) {
        return work.run("reading checkpoints", deadline, connection -> read(connection, names));
    }

    private List<OptionalLong> read(Connection connection, List<Name> names) throws SQLException {
        BinaryArray streams = BinaryArray.ofTexts(names.size());
        BinaryArray subscriptions = BinaryArray.ofTexts(names.size());
        for (Name each : names) {
            streams.addText(each.stream().value());
            subscriptions.addText(each.name().value());
        }
        try (PreparedStatement statement = connection.prepareStatement(checkpoints)) {
            statement.setObject(1, streams);
            statement.setObject(2, subscriptions);
            try (ResultSet row = statement.executeQuery()) {
                List<OptionalLong> found = new ArrayList<>(names.size());
                while (row.next()) {
                    long checkpoint = row.getLong(1);
                    found.add(row.wasNull() ? OptionalLong.empty() : OptionalLong.of(checkpoint));
                }
                return found;
            }
        }
    }

    private static SubscriptionInfo info(ResultSet row) throws SQLException {
        return new SubscriptionInfo(
                StreamId.of(row.getString(1)),
                SubscriptionName.of(row.getString(2)),
                row.getLong(3),
                row.getLong(4),
                Optional.ofNullable(row.getString(5)),
                Optional.ofNullable(row.getObject(6, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
                row.getObject(7, OffsetDateTime.class).toInstant());
    }

    @Override
    public CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline) {
        return work.run("renewing the node's row", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(renewNode)) {
                statement.setObject(1, node.incarnation());
                statement.setString(2, node.name());
                statement.setLong(3, ttl.toMillis());
                statement.execute();
                return done();
            }
        });
    }

    @Override
    public CompletionStage<Void> releaseNode(NodeId node, Deadline deadline) {
        return work.run("releasing the node's row", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(releaseNode)) {
                statement.setObject(1, node.incarnation());
                statement.execute();
                return done();
            }
        });
    }

    private ClaimResult claim(Connection connection, Claim wanted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(claim)) {
            statement.setString(1, wanted.stream().value());
            statement.setString(2, wanted.name().value());
            statement.setBoolean(3, wanted.start().isPresent());
            setNumber(
                    statement,
                    4,
                    wanted.start().map(PostgresSubscriptions::number).orElse(OptionalLong.empty()));
            statement.setString(5, wanted.owner().name());
            statement.setObject(6, wanted.owner().incarnation());
            setNumber(statement, 7, wanted.epoch());
            statement.setBoolean(8, wanted.onlyFree());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String holder = row.getString(3);
                if (holder != null) {
                    return new ClaimResult.Held(holder);
                }
                long token = row.getLong(1);
                return row.wasNull()
                        ? new ClaimResult.Missing()
                        : new ClaimResult.Granted(token, row.getLong(2), row.getLong(4), parked(row));
            }
        }
    }

    private static List<ParkedKey> parked(ResultSet row) throws SQLException {
        Array numbers = row.getArray(5);
        if (numbers == null) {
            return List.of();
        }
        Long[] each = (Long[]) numbers.getArray();
        String[] keys = (String[]) row.getArray(6).getArray();
        return IntStream.range(0, each.length)
                .mapToObj(i -> new ParkedKey(each[i], keys[i]))
                .toList();
    }

    /** Empty: the end of the stream, which the database resolves. */
    private static OptionalLong number(StartFrom start) {
        if (start instanceof StartFrom.After after) {
            return OptionalLong.of(after.number());
        }
        return start instanceof StartFrom.Origin ? OptionalLong.of(0) : OptionalLong.empty();
    }

    private static void setNumber(PreparedStatement statement, int index, OptionalLong value) throws SQLException {
        if (value.isPresent()) {
            statement.setLong(index, value.getAsLong());
        } else {
            statement.setNull(index, Types.BIGINT);
        }
    }

    private List<Boolean> write(Connection connection, List<Checkpoint> checkpoints) throws SQLException {
        int count = checkpoints.size();
        BinaryArray streams = BinaryArray.ofTexts(count);
        BinaryArray names = BinaryArray.ofTexts(count);
        BinaryArray tokens = BinaryArray.ofLongs(count);
        BinaryArray numbers = BinaryArray.ofLongs(count);
        for (Checkpoint each : checkpoints) {
            streams.addText(each.stream().value());
            names.addText(each.name().value());
            tokens.addLong(each.token());
            numbers.addLong(each.number());
        }
        try (PreparedStatement statement = connection.prepareStatement(checkpoint)) {
            statement.setObject(1, streams);
            statement.setObject(2, names);
            statement.setObject(3, tokens);
            statement.setObject(4, numbers);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Arrays.asList((Boolean[]) row.getArray(1).getArray());
            }
        }
    }

    /** What a stage of nothing completes with. */
    private static @Nullable Void done() {
        return null;
    }
}
