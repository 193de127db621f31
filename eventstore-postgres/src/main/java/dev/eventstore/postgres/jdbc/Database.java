package dev.eventstore.postgres.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventstore.api.error.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The way to one database: single connections for the threads that own one, and the pool for everything else. All are made here,
 * or taken from a {@code DataSource} of the application. Thread-safe.
 *
 * <p>Every connection commits durably, at READ COMMITTED, whatever the server's defaults are, and looks things up by index, also
 * with plans that were made while the tables were small. Behind a pooler in transaction mode nothing can be set for a session, so
 * there the server's defaults must do, which are checked at the start.
 */
public final class Database implements AutoCloseable {

    private static final String SESSION = "set synchronous_commit = on;"
            + " set session characteristics as transaction isolation level read committed;"
            + " set enable_seqscan = off; set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan;"
            + " set jit = off";
    private static final String BINARY_TYPES = "1001,1005,1007,1009,1016,1185,2951";
    private static final int SHORTEST_IDLE_MILLIS = 10_000;
    private static final int OWN_CONNECTIONS = 3;

    private final PostgresConfig config;
    private final String storeName;
    private final @Nullable DataSource shared;
    private volatile @Nullable HikariDataSource pool;

    /**
     * The way to a database; nothing is connected yet.
     *
     * @param config the settings
     * @param storeName for the names of connections and threads
     * @param shared brings the connections; null: they are made as the settings say
     */
    public Database(PostgresConfig config, String storeName, @Nullable DataSource shared) {
        this.config = config;
        this.storeName = storeName;
        this.shared = shared;
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
     * Opens a connection of its own on which nothing is set or prepared, in autocommit: for a look at what answers there.
     *
     * @return the connection, to be closed by the caller
     * @throws SQLException if that fails
     */
    public Connection openBare() throws SQLException {
        if (shared != null) {
            return new SharedSource(shared, applicationName("start"), false).getConnection();
        }
        PGSimpleDataSource source = ownSource("start");
        source.setPrepareThreshold(0);
        return source.getConnection();
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
        if (!config.link().keepsSessions()) {
            return connection;
        }
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
        return pool().getConnection();
    }

    /**
     * Fails unless the application's source, if it brings the connections, can hand out as many as the store may use at once.
     * One is expected to be in use by the caller.
     *
     * @throws SQLException if one cannot be given back
     * @throws ConfigurationException if it has too few
     */
    public void checkRoom() throws SQLException {
        if (shared == null) {
            return;
        }
        int needed = OWN_CONNECTIONS + config.poolSize();
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < needed - 1) {
                taken.add(shared.getConnection());
            }
        } catch (SQLException e) {
            throw new ConfigurationException(
                    "eventstore.postgres.pool-size",
                    String.valueOf(config.poolSize()),
                    "the application's DataSource gave only " + (taken.size() + 1)
                            + " connections at once, but the store"
                            + " needs " + needed + ": " + OWN_CONNECTIONS + " for appends and notifications, and"
                            + " pool-size for the rest; lower pool-size, or enlarge the DataSource's pool by what the"
                            + " application itself uses",
                    e);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    /**
     * Whether the pool has no connection at all, so the server is away rather than busy.
     *
     * @return true if it has none
     */
    public boolean hasNoConnection() {
        HikariDataSource made = pool;
        return made == null || made.getHikariPoolMXBean().getTotalConnections() == 0;
    }

    @Override
    public synchronized void close() {
        HikariDataSource made = pool;
        if (made != null) {
            made.close();
        }
    }

    /** Made when it is first needed: a pool connects by itself, which it must not before it is known what answers there. */
    private HikariDataSource pool() {
        HikariDataSource made = pool;
        return made != null ? made : makePool();
    }

    private synchronized HikariDataSource makePool() {
        HikariDataSource made = pool;
        if (made == null) {
            made = new HikariDataSource(poolConfig());
            pool = made;
        }
        return made;
    }

    private HikariConfig poolConfig() {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("eventstore-" + storeName);
        hikari.setDataSource(source("pool"));
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setMinimumIdle(Math.min(2, config.poolSize()));
        hikari.setConnectionTimeout(config.connectTimeout().toMillis());
        hikari.setInitializationFailTimeout(-1);
        if (config.link().keepsSessions()) {
            hikari.setConnectionInitSql(SESSION);
        }
        if (shared != null) {
            hikari.setMinimumIdle(0);
            hikari.setIdleTimeout(SHORTEST_IDLE_MILLIS);
        }
        return hikari;
    }

    private DataSource source(String role) {
        return shared == null
                ? ownSource(role)
                : new SharedSource(shared, applicationName(role), config.link().keepsSessions());
    }

    /** What the URL says itself comes last, so it wins. */
    private PGSimpleDataSource ownSource(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        int seconds = (int) Math.max(1, config.connectTimeout().toSeconds());
        source.setPrepareThreshold(config.link().keepsSessions() ? 1 : 0);
        source.setBinaryTransferEnable(BINARY_TYPES);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        source.setCancelSignalTimeout(seconds);
        source.setApplicationName(applicationName(role));
        Link.Tls tls = config.link().tls();
        tls.mode().ifPresent(source::setSslMode);
        tls.rootCertificate().ifPresent(source::setSslRootCert);
        tls.certificate().ifPresent(source::setSslCert);
        tls.key().ifPresent(source::setSslKey);
        tls.password().ifPresent(source::setSslPassword);
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
