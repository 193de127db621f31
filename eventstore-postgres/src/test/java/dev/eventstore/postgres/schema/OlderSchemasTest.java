package dev.eventstore.postgres.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.postgres.Stores;
import dev.eventstore.postgres.jdbc.PostgresConfig;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema that an older program made becomes what a new one is, and keeps its events. */
class OlderSchemasTest {

    /** Everything that can be seen of a schema, a line each, in an order that depends on names only. */
    private static final String DUMP = """
            select 'column ' || c.table_name || '.' || c.ordinal_position || ' ' || c.column_name || ' ' || c.data_type || ' '
                   || c.is_nullable || ' ' || coalesce(c.column_default, '') || ' ' || coalesce(c.collation_name, '')
                   || ' ' || c.is_identity as line
              from information_schema.columns c where c.table_schema = '${schema}'
            union all
            select 'constraint ' || c.conrelid::regclass || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
              from pg_constraint c where c.connamespace = '${schema}'::regnamespace
            union all
            select 'index ' || i.indexdef from pg_indexes i where i.schemaname = '${schema}'
            union all
            select 'function ' || pg_get_functiondef(p.oid) from pg_proc p where p.pronamespace = '${schema}'::regnamespace
            union all
            select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
             where c.relnamespace = '${schema}'::regnamespace and not t.tgisinternal
            union all
            select 'relation ' || c.relkind::text || ' ' || c.relname || ' ' || coalesce(c.reloptions::text, '')
              from pg_class c where c.relnamespace = '${schema}'::regnamespace
            union all
            select 'migration ' || m.version || ' ' || m.name || ' ' || m.checksum from ${schema}.schema_migrations m
            union all
            select 'head ' || h.epoch || ' ' || h.floor from ${schema}.head h
             order by 1
            """;

    static IntStream older_programs() {
        return IntStream.range(1, Migration.known().size());
    }

    @ParameterizedTest
    @MethodSource("older_programs")
    void a_migrated_schema_equals_a_fresh_one_and_keeps_its_events(int steps) throws SQLException {
        try (TestDatabase fresh = PostgresForTests.newSchema();
                TestDatabase old = PostgresForTests.newSchema();
                Connection connection = DriverManager.getConnection(fresh.url())) {
            new Migrations(Stores.config(fresh)).migrate(connection);

            PostgresConfig config = Stores.config(old);
            new Migrations(config, Migration.known().subList(0, steps)).migrate(connection);
            old.run("insert into ${schema}.streams values (nextval('${schema}.stream_ids'), 'kept', now(), null)");
            old.run("insert into ${schema}.events (position, stream_id, version, event_id, created_at, type, data)"
                    + " values (1, 1, 1, '00000000-0000-0000-0000-000000000001', now(), 'T', '{}')");
            List<Integer> applied = new Migrations(config).migrate(connection);

            assertEquals(
                    Migration.known().subList(steps, Migration.known().size()).stream()
                            .map(Migration::version)
                            .toList(),
                    applied);
            assertEquals(dump(connection, fresh), dump(connection, old));
            assertEquals(
                    List.of("kept 1 1 {}"),
                    query(
                            connection,
                            "select s.name || ' ' || e.version || ' ' || e.position || ' ' || convert_from(e.data, 'UTF8')"
                                    + " from " + old.schema() + ".events e join " + old.schema()
                                    + ".streams s using (stream_id)"));
        }
    }

    @Test
    void of_a_new_schema_nothing_stays_when_a_migration_fails_and_of_an_old_one_what_was_applied_before()
            throws SQLException {
        try (TestDatabase fresh = PostgresForTests.newSchema();
                TestDatabase old = PostgresForTests.newSchema();
                Connection connection = DriverManager.getConnection(fresh.url())) {
            fresh.run("create schema ${schema}");
            new Migrations(Stores.config(old), Migration.known().subList(0, 3)).migrate(connection);
            for (TestDatabase each : List.of(fresh, old)) {
                each.run("create table ${schema}.snapshots (in_the_way int)");
                assertThrows(SQLException.class, () -> new Migrations(Stores.config(each)).migrate(connection));
            }

            assertEquals(List.of("snapshots"), tables(connection, fresh));
            assertEquals(
                    List.of("8"),
                    query(connection, "select max(version)::text from " + old.schema() + ".schema_migrations"));
            fresh.run("drop table ${schema}.snapshots");
            assertEquals(
                    Migration.known().size(),
                    new Migrations(Stores.config(fresh)).migrate(connection).size());
        }
    }

    private static List<String> tables(Connection connection, TestDatabase database) throws SQLException {
        return query(connection, "select tablename from pg_tables where schemaname = '" + database.schema() + "'");
    }

    @Test
    void every_table_sequence_and_function_of_a_fresh_schema_is_known_as_the_store_s_own() throws SQLException {
        try (TestDatabase fresh = PostgresForTests.newSchema();
                Connection connection = DriverManager.getConnection(fresh.url())) {
            new Migrations(Stores.config(fresh)).migrate(connection);
            List<String> there = query(
                    connection,
                    "select relname from pg_class where relkind in ('r', 'v') and relnamespace = '" + fresh.schema()
                            + "'::regnamespace union select proname from pg_proc where pronamespace = '"
                            + fresh.schema()
                            + "'::regnamespace");
            assertTrue(Migrations.objects().containsAll(there), there + " but known are " + Migrations.objects());
        }
    }

    private static List<String> dump(Connection connection, TestDatabase database) throws SQLException {
        List<String> lines = query(connection, DUMP.replace("${schema}", database.schema()));
        assertTrue(lines.size() > 50, "only " + lines.size() + " lines were found");
        return lines.stream()
                .map(line -> line.replace(database.schema(), "SCHEMA"))
                .toList();
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }
}
