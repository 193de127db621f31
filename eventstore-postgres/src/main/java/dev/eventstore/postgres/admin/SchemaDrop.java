package dev.eventstore.postgres.admin;

import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.spi.admin.DropReport;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.schema.Migrations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/**
 * Removes what the migrations have made from a schema, and nothing else, in one transaction. Used once, by one thread.
 */
final class SchemaDrop {

    private static final int SHOWN = 10;
    private static final String DEPENDED_ON = "2BP01";
    private static final String LOCKED = "55P03";

    private final PostgresConfig config;
    private final Connection connection;
    private final Sql sql;
    private final Migrations migrations;

    SchemaDrop(PostgresConfig config, Connection connection) {
        this.config = config;
        this.connection = connection;
        this.sql = new Sql(config.schema());
        this.migrations = new Migrations(config);
    }

    /**
     * Removes the store.
     *
     * @param keepForeign whether things of others may stay behind; else they make it refuse
     * @return what was removed
     * @throws SQLException if the database fails; nothing was removed
     * @throws StorageException if it is refused; nothing was removed
     */
    DropReport drop(boolean keepForeign) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '10s'");
            statement.execute(sql.get("schema/lock.sql"));
            requireStore();
            requireNoNode();
            DropReport report = remove(statement, keepForeign);
            connection.commit();
            return report;
        } catch (SQLException e) {
            connection.rollback();
            throw refusal(e);
        } catch (RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void requireStore() throws SQLException {
        if (migrations.list(connection).stream().allMatch(each -> each.pending())) {
            throw refused("it holds no event store; name the right one with eventstore.postgres.schema");
        }
    }

    private void requireNoNode() throws SQLException {
        if (objects().stream().noneMatch(each -> each.name().equals("nodes"))) {
            return;
        }
        List<String> nodes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.get("admin/live_nodes.sql"))) {
            while (row.next()) {
                nodes.add(row.getString(1));
            }
        }
        if (!nodes.isEmpty()) {
            throw refused("nodes are using it: " + nodes
                    + "; stop them first. Those of a node that was killed last for eventstore.subscription.lease-ttl");
        }
    }

    private DropReport remove(Statement statement, boolean keepForeign) throws SQLException {
        Set<String> made = Migrations.objects();
        List<SchemaObject> all = objects();
        List<SchemaObject> foreign =
                all.stream().filter(each -> !made.contains(each.name())).toList();
        if (!foreign.isEmpty() && !keepForeign) {
            throw refused("it also holds what is not the store's: " + shown(foreign)
                    + "; remove or move that first, or ask for the store alone to be removed (--keep-others)");
        }
        List<SchemaObject> removed =
                inOrder(all.stream().filter(each -> made.contains(each.name())).toList());
        String tables = removed.stream()
                .filter(each -> each.kind().equals("table"))
                .map(SchemaObject::called)
                .collect(Collectors.joining(", "));
        boolean tablesGone = false;
        for (SchemaObject each : removed) {
            if (!each.kind().equals("table")) {
                statement.execute("drop " + each.dropped() + " " + each.called() + " restrict");
            } else if (!tablesGone) {
                statement.execute("drop table " + tables + " restrict");
                tablesGone = true;
            }
        }
        boolean place = foreign.isEmpty() && !config.schema().equals("public") && ownsSchema();
        if (place) {
            statement.execute(sql.get("admin/drop_schema.sql"));
        }
        return new DropReport(words(removed), words(foreign), place);
    }

    /** Functions may return the rows of tables, and triggers of tables use functions. */
    private static List<SchemaObject> inOrder(List<SchemaObject> objects) {
        List<String> last = List.of("table", "trigger function", "sequence", "type");
        return Stream.concat(
                        objects.stream().filter(each -> !last.contains(each.kind())),
                        last.stream()
                                .flatMap(kind -> objects.stream()
                                        .filter(each -> each.kind().equals(kind))))
                .toList();
    }

    private List<SchemaObject> objects() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.get("admin/objects.sql"))) {
            statement.setString(1, config.schema());
            List<SchemaObject> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new SchemaObject(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
            return found;
        }
    }

    private boolean ownsSchema() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.get("admin/owns_schema.sql"))) {
            statement.setString(1, config.schema());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static List<String> words(List<SchemaObject> objects) {
        return objects.stream().map(SchemaObject::toString).toList();
    }

    private static String shown(List<SchemaObject> objects) {
        String first = objects.stream().limit(SHOWN).map(SchemaObject::toString).collect(Collectors.joining(", "));
        return objects.size() > SHOWN ? first + " and " + (objects.size() - SHOWN) + " more" : first;
    }

    private StorageException refused(String why) {
        return new StorageException(
                "the store in schema '" + config.schema() + "' of " + config.shownUrl() + " was not removed: " + why,
                null);
    }

    private SQLException refusal(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.equals(DEPENDED_ON)) {
            throw refused("others depend on it: " + detail(failure) + "; remove those first");
        }
        if (state.equals(LOCKED)) {
            throw refused("it is in use; stop the programs that use it first");
        }
        return failure;
    }

    private static String detail(SQLException failure) {
        if (failure instanceof PSQLException server && server.getServerErrorMessage() != null) {
            return String.valueOf(server.getServerErrorMessage().getDetail()).replace("\n", ", ");
        }
        return String.valueOf(failure.getMessage());
    }
}
