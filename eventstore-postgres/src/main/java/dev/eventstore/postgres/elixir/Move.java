package dev.eventstore.postgres.elixir;

import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.core.spi.move.MoveProgress;
import dev.eventstore.core.spi.move.MoveReport;
import dev.eventstore.core.spi.move.MoveSource;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.postgres.jdbc.SqlStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/**
 * One move, in one transaction of the target that holds the head row. Confined to one thread; used once.
 */
final class Move {

    /** Positions that are moved by one statement: enough to be fast, and few enough to show how far it is. */
    private static final long STEP = 100_000;

    private static final List<String> VERSION_COLUMNS = List.of("major_version", "minor_version", "patch_version");

    /** What both sides print alike, and plans that fit large tables. */
    static final String SETTINGS = "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';"
            + " set local bytea_output = 'hex'; set local jit = off; set local statement_timeout = 0;"
            + " set local idle_in_transaction_session_timeout = 0; set local enable_seqscan = on;"
            + " set local enable_bitmapscan = on; set local plan_cache_mode = auto; set local lock_timeout = '30s';"
            + " set local work_mem = '64MB'";

    private final MoveSource source;
    private final PostgresConfig config;
    private final Connection from;
    private final Connection to;
    private final MoveProgress progress;
    private final Sql sql;
    private final SourceSchema schema;

    Move(MoveSource source, PostgresConfig config, Connection from, Connection to, MoveProgress progress)
            throws SQLException {
        this.source = source;
        this.config = config;
        this.from = from;
        this.to = to;
        this.progress = progress;
        this.sql = new Sql(config.schema());
        this.schema = new SourceSchema(source, Columns.of(from, source.schema()), Columns.of(to, config.schema()));
        from.rollback();
    }

    MoveReport run(boolean sameDatabase) throws SQLException {
        to.setAutoCommit(false);
        try {
            MoveReport report = inTransaction(sameDatabase);
            to.commit();
            execute(to, sql.get("elixir/analyze.sql"));
            to.commit();
            return report;
        } finally {
            to.rollback();
            to.setAutoCommit(true);
        }
    }

    private MoveReport inTransaction(boolean sameDatabase) throws SQLException {
        execute(to, SETTINGS);
        execute(to, sql.get("elixir/lock.sql"));
        requireEmpty();
        Copier copier = sameDatabase && mayRead() && locksSource() ? new InsertSelect(to) : new StreamedCopy(from, to);
        Facts before = Facts.ofSource(copier.reader(), schema.sql("elixir/source_facts.sql"));
        new NameCheck(source).check(copier.reader(), schema.sql("elixir/names.sql"));
        for (Part part : Part.values()) {
            copy(copier, part, before);
        }
        execute(to, sql.get("elixir/settle.sql").replace("${last}", Long.toString(before.last())));
        Facts after = Facts.ofTarget(to, sql.get("elixir/target_facts.sql"));
        new Comparison(schema, sql).check(copier.reader(), to, before, after);
        requireQuiet(copier, before);
        return new MoveReport(version(), copier.way(), before.compared(after), after.last());
    }

    private void requireEmpty() throws SQLException {
        String held = Facts.ofTarget(to, sql.get("elixir/target_facts.sql")).held();
        if (!held.isEmpty()) {
            throw MoveFailures.refused(
                    "schema '" + config.schema() + "' of " + config.shownUrl() + " is not empty (" + held + ")",
                    "a database is moved into an empty store only: name another schema with --schema, or another database");
        }
    }

    /** Whether the target's user may read the source's tables. */
    private boolean mayRead() throws SQLException {
        try (PreparedStatement statement = to.prepareStatement(Sql.resource("elixir/readable.sql"))) {
            statement.setString(1, source.schema());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Keeps writers out of the source, so that all statements read the same; not every user may do it. */
    private boolean locksSource() throws SQLException {
        Savepoint savepoint = to.setSavepoint();
        try {
            execute(to, schema.sql("elixir/lock_source.sql"));
            return true;
        } catch (SQLException e) {
            if (!SqlStates.isForbidden(e)) {
                throw e;
            }
            to.rollback(savepoint);
            return false;
        }
    }

    private void copy(Copier copier, Part part, Facts facts) throws SQLException {
        String table = sql.get("elixir/table.sql").replace("${table}", part.table());
        String select = schema.sql(part.resource());
        if (part != Part.EVENTS) {
            copier.copy(table, part.columns(), select);
            return;
        }
        long moved = 0;
        for (long after = 0; after < facts.last(); after += STEP) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CallInterruptedException("nothing was moved: interrupted; move again", null);
            }
            moved += copier.copy(table, part.columns(), between(select, after, after + STEP));
            progress.moved(moved, facts.events());
        }
    }

    static String between(String select, long after, long to) {
        return select.replace("${after}", Long.toString(after)).replace("${to}", Long.toString(to));
    }

    /** A snapshot misses what is written after it; so the source is asked again. */
    private void requireQuiet(Copier copier, Facts before) throws SQLException {
        if (copier.reader().equals(to)) {
            return;
        }
        from.rollback();
        if (!Facts.ofSource(from, schema.sql("elixir/source_facts.sql")).equals(before)) {
            throw MoveFailures.refused(
                    "the source was written to meanwhile", "stop the application that uses it, then move again");
        }
    }

    /** What the tables say they are, for the report only: another program may have a table of that name in the schema. */
    private String version() throws SQLException {
        Columns columns = Columns.of(from, source.schema());
        if (!VERSION_COLUMNS.stream()
                .allMatch(each -> columns.type("schema_migrations", each).isPresent())) {
            return "unknown";
        }
        try (Statement statement = from.createStatement();
                ResultSet row = statement.executeQuery(schema.sql("elixir/version.sql"))) {
            return row.next() ? row.getString(1) : "unknown";
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
