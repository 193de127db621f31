package dev.eventstore.postgres.elixir;

import dev.eventstore.core.spi.move.MoveSource;
import dev.eventstore.postgres.jdbc.Sql;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.Optional;
import java.util.UUID;

/** The tables of the Elixir EventStore in a schema of their own, and what its calls do to them. Confined to one thread. */
public final class ElixirDatabase {

    /** The newest form. */
    public static final String V1_3_2 = "(0, 17, 0), (1, 1, 0), (1, 2, 0), (1, 3, 0), (1, 3, 2)";

    /** The form of 0.17, without soft deletes. */
    public static final String V0_17 = "(0, 13, 0), (0, 14, 0), (0, 17, 0)";

    private final TestDatabase database;
    private final String schema;

    public ElixirDatabase(TestDatabase database, String schema, String payload, String versions) {
        this.database = database;
        this.schema = schema;
        boolean newest = versions.equals(V1_3_2);
        run(Sql.resource("elixir/model.sql")
                .replace("${schema}", quoted())
                .replace("${payload}", payload)
                .replace("${time}", "timestamptz")
                .replace("${deleted}", newest ? ", deleted_at timestamptz" : "")
                .replace("${versions}", versions));
    }

    private String quoted() {
        return '"' + schema + '"';
    }

    public MoveSource source() {
        return new MoveSource(database.url(), Optional.empty(), schema);
    }

    /** Runs a statement; {@code $.} stands for the schema. */
    public void run(String sql) {
        database.run("set timezone = 'UTC';" + sql.replace("$.", quoted() + "."));
    }

    public UUID append(String stream, String type, String data) {
        UUID id = UUID.randomUUID();
        run("select $.append('%s', '%s', '%s', '%s', '{\"m\": 1}', '%s', null)"
                .formatted(stream, id, type, data, new UUID(1, 2)));
        return id;
    }

    public void link(String stream, UUID id) {
        run("select $.link('%s', '%s')".formatted(stream, id));
    }

    public void delete(String stream) {
        run("update $.streams set deleted_at = now() where stream_uuid = '%s'".formatted(stream));
    }

    public void deleteHard(String stream) {
        run("select $.hard_delete('%s')".formatted(stream));
    }

    public void subscription(String stream, String name, long lastSeen) {
        run("insert into $.subscriptions (stream_uuid, subscription_name, last_seen) values ('%s', '%s', %d)"
                .formatted(stream, name, lastSeen));
    }

    public void snapshot(String source, long version, String data) {
        run("insert into $.snapshots values ('%s', %d, 'Elixir.App.Order', '%s', null, '2024-03-01 00:00:00.5')"
                .formatted(source, version, data));
    }
}
