package dev.eventstore.example.totals;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.postgres.TransactionalSubscriber;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts the events of each type in the table {@code totals}. It only adds, and looks at nothing but the events that it is given:
 * that none is counted twice or left out is due to the transaction that it runs in. Stateless.
 */
final class Totals implements TransactionalSubscriber {

    static final SubscriptionName NAME = SubscriptionName.of("totals");

    private static final String CREATE =
            "create table if not exists totals (type text primary key, events bigint not null)";
    private static final String ADD = "insert into totals as t (type, events) values (?, ?)"
            + " on conflict (type) do update set events = t.events + excluded.events";
    private static final String READ = "select type, events from totals order by type";

    /** Makes the table if it is missing. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Connection connection) throws SQLException {
        Map<String, Long> counts =
                batch.stream().collect(Collectors.groupingBy(RecordedEvent::type, TreeMap::new, Collectors.counting()));
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            for (Map.Entry<String, Long> each : counts.entrySet()) {
                add.setString(1, each.getKey());
                add.setLong(2, each.getValue());
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    /** The number of events of each type. */
    static Map<String, Long> read(Connection connection) throws SQLException {
        Map<String, Long> totals = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            while (row.next()) {
                totals.put(row.getString(1), row.getLong(2));
            }
        }
        return totals;
    }
}
