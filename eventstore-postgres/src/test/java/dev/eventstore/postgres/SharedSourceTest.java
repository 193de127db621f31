package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.core.EventStoreBuilder;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store over the application's own pool. */
class SharedSourceTest {

    private static final StreamId STREAM = StreamId.of("s");
    private static final String STATE = "select concat_ws(' ', current_setting('synchronous_commit'),"
            + " current_setting('enable_seqscan'), current_setting('enable_bitmapscan'), current_setting('plan_cache_mode'),"
            + " current_setting('jit'), current_setting('default_transaction_isolation'),"
            + " current_setting('application_name'), (select count(*) from pg_listening_channels()))";

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url()
                + "&ApplicationName=the%20application&options=-c%20synchronous_commit=local%20-c%20jit=off");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(size);
        config.setConnectionTimeout(1_000);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return new HikariDataSource(config);
    }

    private EventStoreBuilder over(DataSource source, int poolSize) {
        return Stores.store(database, "shared")
                .setting("eventstore.postgres.url", "jdbc:postgresql://nowhere.invalid/none")
                .setting("eventstore.postgres.pool-size", poolSize)
                .storage(PostgresStorage.of(source));
    }

    private static List<String> states(DataSource source, int connections) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        List<String> states = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Connection connection = source.getConnection();
                taken.add(connection);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(STATE)) {
                    row.next();
                    states.add(row.getString(1) + " " + connection.getAutoCommit() + " "
                            + connection.getTransactionIsolation() + " " + connection.getNetworkTimeout());
                }
                connection.rollback();
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        return states;
    }

    @Test
    void connections_are_given_back_as_they_were_and_the_source_stays_open() throws SQLException {
        try (HikariDataSource source = pool(6)) {
            List<String> before = states(source, 6);
            try (EventStore store = over(source, 3).open()) {
                for (int i = 0; i < 20; i++) {
                    store.append(STREAM, ExpectedVersion.exactly(i), List.of(EventData.json("t", "{}")));
                }
                assertEquals(20, store.info(STREAM).orElseThrow().version());
            }
            assertFalse(source.isClosed());
            Await.until(
                    "every connection is back",
                    () -> source.getHikariPoolMXBean().getActiveConnections() == 0);
            assertEquals(before, states(source, 6));
        }
    }

    @Test
    void the_store_commits_durably_whatever_the_applications_connections_prefer() throws SQLException {
        try (HikariDataSource source = pool(6);
                EventStore store = over(source, 3).open()) {
            store.append(STREAM, ExpectedVersion.any(), List.of(EventData.json("t", "{}")));
            database.run("create table ${schema}.seen (value text)");
            database.run("create function ${schema}.note() returns trigger language plpgsql as $$ begin insert into"
                    + " ${schema}.seen values (current_setting('synchronous_commit')); return null; end $$");
            database.run("create trigger note after insert on ${schema}.events for each row execute function"
                    + " ${schema}.note()");
            store.append(STREAM, ExpectedVersion.any(), List.of(EventData.json("t", "{}")));
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select value from " + database.schema() + ".seen")) {
                row.next();
                assertEquals("on", row.getString(1));
            }
        }
    }

    @Test
    void a_pool_that_is_too_small_is_refused_with_both_numbers() {
        try (HikariDataSource source = pool(5)) {
            ConfigurationException refusal = assertThrows(
                    ConfigurationException.class, () -> over(source, 4).open());
            assertEquals("eventstore.postgres.pool-size", refusal.key());
            assertTrue(
                    refusal.getMessage().contains("gave only 5 connections")
                            && refusal.getMessage().contains("needs 7"),
                    refusal.getMessage());
            Await.until(
                    "every connection is back",
                    () -> source.getHikariPoolMXBean().getActiveConnections() == 0);
        }
    }

    @Test
    void two_stores_share_one_source_and_one_that_is_closed_takes_nothing_from_the_other() {
        try (HikariDataSource source = pool(8);
                EventStore other = over(source, 1)
                        .setting("eventstore.postgres.schema", database.schema() + "_b")
                        .open();
                SubscriptionReader reader =
                        other.subscribe(StreamId.ALL, SubscriptionName.of("r"), SubscriptionOptions.fromOrigin())) {
            try (EventStore one = over(source, 1).open()) {
                one.append(STREAM, ExpectedVersion.noStream(), List.of(EventData.json("one", "{}")));
                other.append(STREAM, ExpectedVersion.noStream(), List.of(EventData.json("other", "{}")));
            }
            List<RecordedEvent> first = reader.receive(Await.patience());
            assertEquals("other", first.get(0).type());
            reader.ack(first);
            other.append(STREAM, ExpectedVersion.exactly(1), List.of(EventData.json("later", "{}")));
            assertEquals("later", reader.receive(Await.patience()).get(0).type());
        } finally {
            database.run("drop schema if exists " + database.schema() + "_b cascade");
        }
    }

    @Test
    void an_append_in_a_transaction_of_the_pool_needs_no_other_connection() throws SQLException {
        try (HikariDataSource source = pool(6);
                EventStore store = over(source, 3).open()) {
            List<Connection> taken = takeAll(source);
            Connection own = taken.get(0);
            own.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            PostgresAppends.of(store)
                    .in(own)
                    .append(STREAM, ExpectedVersion.noStream(), List.of(EventData.json("t", "{}")));
            own.commit();
            for (Connection connection : taken) {
                connection.close();
            }
            assertEquals(1, store.info(STREAM).orElseThrow().version());
        }
    }

    private static List<Connection> takeAll(HikariDataSource source) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        while (true) {
            try {
                taken.add(source.getConnection());
            } catch (SQLTransientConnectionException none) {
                return taken;
            }
        }
    }

    @Test
    void connections_of_another_driver_are_refused() {
        Connection foreign = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> method.getReturnType() == boolean.class ? false : null);
        DataSource source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> method.getName().equals("getConnection") ? foreign : null);
        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> over(source, 1).open());
        assertTrue(refusal.getMessage().contains("PostgreSQL JDBC driver"), refusal.getMessage());
    }
}
