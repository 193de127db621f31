package dev.eventstore.testkit.postgres;

/**
 * Where a test may keep a store: a schema of a database, empty at first. Immutable.
 */
public final class TestDatabase implements AutoCloseable {

    private final String url;
    private final String schema;
    private final Runnable drop;

    TestDatabase(String url, String schema, Runnable drop) {
        this.url = url;
        this.schema = schema;
        this.drop = drop;
    }

    /**
     * The database.
     *
     * @return its JDBC URL, with the user in it
     */
    public String url() {
        return url;
    }

    /**
     * The schema.
     *
     * @return its name
     */
    public String schema() {
        return schema;
    }

    /**
     * Runs a statement on a connection of its own.
     *
     * @param sql the statement; {@code ${schema}} stands for the schema
     */
    public void run(String sql) {
        PostgresForTests.run(url, sql.replace("${schema}", schema));
    }

    /** Drops what was made for the test. */
    @Override
    public void close() {
        drop.run();
    }
}
