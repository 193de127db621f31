package dev.eventstore.postgres.elixir;

import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.spi.move.MoveSource;
import dev.eventstore.postgres.jdbc.Sql;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of an Elixir EventStore as they are in one database: fits our statements to the types of their columns. Immutable.
 */
final class SourceSchema {

    private static final Map<String, String> ALIASES =
            Map.of("s", "streams", "e", "events", "p", "snapshots", "b", "subscriptions");
    private static final Map<String, List<String>> NEEDED = Map.of(
            "streams", List.of("stream_id", "stream_uuid", "stream_version", "created_at"),
            "events",
                    List.of(
                            "event_id",
                            "event_type",
                            "causation_id",
                            "correlation_id",
                            "data",
                            "metadata",
                            "created_at"),
            "stream_events",
                    List.of("event_id", "stream_id", "stream_version", "original_stream_id", "original_stream_version"),
            "snapshots", List.of("source_uuid", "source_version", "source_type", "data", "metadata", "created_at"),
            "subscriptions", List.of("subscription_id", "stream_uuid", "subscription_name", "last_seen", "created_at"));
    private static final Pattern COLUMN = Pattern.compile("\\$\\{([a-z])\\.([a-z_]+)}");

    private final Columns source;
    private final Columns target;
    private final String quoted;

    SourceSchema(MoveSource from, Columns source, Columns target) {
        this.source = source;
        this.target = target;
        this.quoted = '"' + from.schema().replace("\"", "\"\"") + '"';
    }

    /** Fails unless the schema has every column that the statements read. */
    static void check(MoveSource from, Columns source) {
        String where = "schema '" + from.schema() + "' of " + from.shownUrl();
        if (source.hasTable("event_counter") || source.hasTable("events") && !source.hasTable("stream_events")) {
            throw new StorageException(
                    where
                            + " has the tables of an Elixir EventStore before 0.14: bring it to 0.17 or newer with its own"
                            + " `mix event_store.migrate`, then move it",
                    null);
        }
        List<String> missing = NEEDED.entrySet().stream()
                .flatMap(table -> missing(source, table.getKey(), table.getValue()))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new StorageException(
                    where + " holds no Elixir EventStore that can be moved, it misses "
                            + String.join(", ", missing)
                            + ": name its schema with --source-schema, or bring it to 0.17 or newer with its own"
                            + " `mix event_store.migrate`",
                    null);
        }
    }

    private static Stream<String> missing(Columns source, String table, List<String> columns) {
        if (!source.hasTable(table)) {
            return Stream.of("table " + table);
        }
        return columns.stream()
                .filter(column -> source.type(table, column).isEmpty())
                .map(column -> "column " + table + "." + column);
    }

    /** A statement that reads the source. */
    String sql(String resource) {
        Matcher matcher = COLUMN.matcher(Sql.resource(resource));
        return matcher.replaceAll(match -> Matcher.quoteReplacement(expression(match)))
                .replace("${source}", quoted)
                .strip();
    }

    private String expression(MatchResult match) {
        String table = String.valueOf(ALIASES.get(match.group(1)));
        String column = match.group(2);
        String name = match.group(1) + "." + column;
        String type = source.type(table, column).orElse("");
        if (column.endsWith("_at")) {
            return type.isEmpty() ? "null::timestamptz" : time(name, type);
        }
        return payload(name, type, target.type(table, column).orElse("bytea"));
    }

    /** Before 0.17 times had no zone; they were UTC. */
    private static String time(String name, String type) {
        return type.equals("timestamp without time zone") ? "(" + name + " at time zone 'UTC')" : name;
    }

    private static String payload(String name, String type, String wanted) {
        if (type.equals(wanted)) {
            return name;
        }
        if (wanted.equals("bytea")) {
            return "convert_to(" + name + "::text, 'UTF8')";
        }
        return (type.equals("bytea") ? "convert_from(" + name + ", 'UTF8')" : name) + "::" + wanted;
    }
}
