package dev.eventstore.postgres.admin;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.core.spi.admin.DropReport;
import dev.eventstore.core.spi.admin.MigrationInfo;
import dev.eventstore.core.spi.admin.StorageAdministration;
import dev.eventstore.postgres.jdbc.Database;
import dev.eventstore.postgres.jdbc.SqlStates;
import dev.eventstore.postgres.schema.Migrations;
import dev.eventstore.postgres.schema.ServerCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The tables of a store in PostgreSQL. Each call has a connection and a thread of its own, so it waits for nothing but the
 * database. Thread-safe.
 */
public final class PostgresAdministration implements StorageAdministration {

    private final Database database;
    private final Migrations migrations;

    /** What is done on a connection. */
    private interface Task<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * The administration of one schema.
     *
     * @param database the database, whose settings name the schema
     */
    public PostgresAdministration(Database database) {
        this.database = database;
        this.migrations = new Migrations(database.config());
    }

    @Override
    public CompletionStage<List<MigrationInfo>> migrations() {
        return run("listing migrations", migrations::list);
    }

    @Override
    public CompletionStage<List<MigrationInfo>> migrate() {
        return run("migrating", connection -> {
            List<Integer> applied = migrations.migrate(connection);
            return migrations.list(connection).stream()
                    .filter(each -> applied.contains(each.version()))
                    .toList();
        });
    }

    @Override
    public CompletionStage<DropReport> drop(boolean keepForeign) {
        return run("removing the store", connection -> new SchemaDrop(database.config(), connection).drop(keepForeign));
    }

    private <T> CompletionStage<T> run(String what, Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> runNow(what, task, result), "eventstore-" + database.storeName() + "-admin");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private <T> void runNow(String what, Task<T> task, CompletableFuture<T> result) {
        try (Connection connection = database.open("admin")) {
            ServerCheck.check(connection, database.config());
            result.complete(task.run(connection));
        } catch (SQLException e) {
            result.completeExceptionally(SqlStates.toException(what, database.config(), e));
        } catch (EventStoreException | IllegalStateException e) {
            result.completeExceptionally(e);
        }
    }
}
