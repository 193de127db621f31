package dev.eventstore.postgres.snapshot;

import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.SnapshotStorage;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.Work;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot of each source in PostgreSQL. Thread-safe: each call is one statement in autocommit.
 */
public final class PostgresSnapshots implements SnapshotStorage {

    private final Work work;
    private final String record;
    private final String read;
    private final String delete;

    /**
     * The snapshots of a database.
     *
     * @param database the database
     * @param work the threads that wait for it
     */
    public PostgresSnapshots(Database database, Work work) {
        this.work = work;
        Sql sql = new Sql(database.config().schema());
        this.record = sql.get("snapshot/record.sql");
        this.read = sql.get("snapshot/read.sql");
        this.delete = sql.get("snapshot/delete.sql");
    }

    @Override
    public CompletionStage<Boolean> record(StoredSnapshot snapshot, Deadline deadline) {
        return work.run("recording a snapshot", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(record)) {
                statement.setString(1, snapshot.sourceId());
                statement.setLong(2, snapshot.sourceVersion());
                statement.setString(3, snapshot.type());
                statement.setObject(4, snapshot.createdAt().atOffset(ZoneOffset.UTC));
                statement.setBytes(5, snapshot.data());
                statement.setBytes(6, snapshot.metadata());
                return statement.executeUpdate() > 0;
            }
        });
    }

    @Override
    public CompletionStage<Optional<StoredSnapshot>> read(String sourceId, Deadline deadline) {
        return work.run("reading a snapshot", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(read)) {
                statement.setString(1, sourceId);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    return Optional.of(new StoredSnapshot(
                            sourceId,
                            row.getLong(1),
                            row.getString(2),
                            row.getBytes(4),
                            row.getBytes(5),
                            row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
        });
    }

    @Override
    public CompletionStage<Void> delete(String sourceId, Deadline deadline) {
        return work.run("deleting a snapshot", deadline, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(delete)) {
                statement.setString(1, sourceId);
                statement.executeUpdate();
                return done();
            }
        });
    }

    /** What a stage of nothing completes with. */
    private static @Nullable Void done() {
        return null;
    }
}
