package dev.eventstore.postgres.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The way to one database: single connections for the threads that own one, and the pool for everything else. Thread-safe.
 *
 * <p>Every connection commits durably, at READ COMMITTED, whatever the server's defaults are, and looks things up by index, also
 * with plans that were made while the tables were small.
 */
public final class Database implements AutoCloseable {

    private static final String SESSION = "set synchronous_commit = on;"
            + " set session characteristics as transaction isolation level read committed;"
            + " set enable_seqscan = off; set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan;"
            + " set jit = off";
    private static final String BINARY_TYPES = "1001,1005,1007,1009,1016,1185,2951";

    private final PostgresConfig config;
    private final String storeName;
    private final HikariDataSource pool;

    /**
     * The way to a database; nothing is connected yet.
     *
     * @param config the settings
     * @param storeName for the names of connections and threads
     */
    public Database(PostgresConfig config, String storeName) {
        this.config = config;
        this.storeName = storeName;
        this.pool = new HikariDataSource(poolConfig());
    }

    /**
     * The settings.
     *
     * @return the settings
     */
    public PostgresConfig config() {
        return config;
    }

    /**
     * For the names of threads.
     *
     * @return the store's name
     */
    public String storeName() {
        return storeName;
    }

    /**
     * Opens a connection of its own, in autocommit.
     *
     * @param role what it is for; part of its name at the server
     * @return the connection, to be closed by the caller
     * @throws SQLException if that fails
     */
    public Connection open(String role) throws SQLException {
        Connection connection = source(role).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Takes a connection from the pool, in autocommit.
     *
     * @return the connection; closing it gives it back
     * @throws SQLException if none can be had within the connect timeout
     */
    public Connection borrow() throws SQLException {
        return pool.getConnection();
    }

    /**
     * Whether the pool has no connection at all, so the server is away rather than busy.
     *
     * @return true if it has none
     */
    public boolean hasNoConnection() {
        return pool.getHikariPoolMXBean().getTotalConnections() == 0;
    }

    @Override
    public void close() {
        pool.close();
    }

    private HikariConfig poolConfig() {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("eventstore-" + storeName);
        hikari.setDataSource(source("pool"));
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setMinimumIdle(Math.min(2, config.poolSize()));
        hikari.setConnectionTimeout(config.connectTimeout().toMillis());
        hikari.setInitializationFailTimeout(-1);
        hikari.setConnectionInitSql(SESSION);
        return hikari;
    }

    /** What the URL says itself comes last, so it wins. */
    private PGSimpleDataSource source(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        int seconds = (int) Math.max(1, config.connectTimeout().toSeconds());
        source.setPrepareThreshold(1);
        source.setBinaryTransferEnable(BINARY_TYPES);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        source.setCancelSignalTimeout(seconds);
        source.setApplicationName(applicationName(role));
        source.setUrl(config.url());
        config.user().ifPresent(source::setUser);
        config.password().ifPresent(source::setPassword);
        return source;
    }

    /** PostgreSQL keeps 63 bytes of it. */
    private String applicationName(String role) {
        String name = "eventstore " + role + " " + storeName;
        return name.substring(0, Math.min(63, name.length()));
    }
}
