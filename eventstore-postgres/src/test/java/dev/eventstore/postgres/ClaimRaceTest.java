package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A claim beside a transaction that moves the checkpoint. PROTOCOL A3 (d). */
class ClaimRaceTest {

    private TestDatabase database;
    private TestStore store;

    @BeforeEach
    void open() {
        database = PostgresForTests.newSchema();
        store = new TestStore(Stores.config(database));
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void a_claim_that_waited_for_a_handlers_transaction_goes_on_from_where_that_has_come() throws SQLException {
        long token = ((Granted) Await.result(claim(1))).token();
        CompletableFuture<ClaimResult> next;
        try (Connection handler = DriverManager.getConnection(database.url());
                Statement statement = handler.createStatement()) {
            handler.setAutoCommit(false);
            assertEquals(
                    1,
                    statement.executeUpdate("update " + database.schema()
                            + ".subscriptions set checkpoint = 20 where token = " + token));
            next = claim(2);
            Await.until("the claim waits", this::isWaiting);
            assertFalse(next.isDone());
            handler.commit();
        }
        assertEquals(20, ((Granted) Await.result(next)).checkpoint(), "11 to 20 would be handled twice");
    }

    private CompletableFuture<ClaimResult> claim(long epoch) {
        return store.storage
                .subscriptions()
                .claim(new Claim(
                        StreamId.ALL,
                        SubscriptionName.of("work"),
                        Optional.of(new StartFrom.After(10)),
                        new NodeId("node" + epoch, new UUID(0, epoch)),
                        OptionalLong.of(epoch),
                        store.in(Duration.ofSeconds(20))))
                .toCompletableFuture();
    }

    private boolean isWaiting() {
        return !store.query("select 1 from pg_stat_activity a join pg_locks l using (pid)"
                        + " where a.query like '%" + database.schema() + "%claim_with_parked%'"
                        + " and not l.granted and a.pid <> pg_backend_pid()")
                .isEmpty();
    }
}
