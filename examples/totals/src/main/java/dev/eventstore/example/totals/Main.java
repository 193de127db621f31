package dev.eventstore.example.totals;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import dev.eventstore.postgres.TransactionalSubscriptions;
import java.sql.Connection;
import java.sql.DriverManager;

/**
 * Keeps the totals of the store at a JDBC URL until its input ends; {@code show} after the URL shows them instead. It may be killed
 * at any time, and started again.
 */
public final class Main {

    private static final int EVENTS_A_TRANSACTION = 100;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param arguments the JDBC URL, with the user, of the store's database; perhaps {@code show}
     * @throws Exception if there is no such database
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("usage: JDBC_URL [show]");
            System.exit(2);
        }
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            Totals.create(connection);
            if (arguments.length > 1) {
                Totals.read(connection).forEach((type, events) -> System.out.println(type + " " + events));
                return;
            }
        }
        keep(arguments[0]);
    }

    private static void keep(String url) throws Exception {
        try (EventStore store = EventStores.builder()
                        .setting("eventstore.postgres.url", url)
                        .open();
                Subscription subscription = TransactionalSubscriptions.of(store)
                        .subscribe(
                                StreamId.ALL,
                                Totals.NAME,
                                SubscriptionOptions.fromOrigin().bufferSize(EVENTS_A_TRANSACTION),
                                new Totals())) {
            System.out.println("keeps the totals until its input ends");
            while (System.in.read() >= 0) {
                // What is typed means nothing.
            }
            System.out.println(
                    "has counted up to position " + subscription.checkpoint().orElse(0));
        }
    }
}
