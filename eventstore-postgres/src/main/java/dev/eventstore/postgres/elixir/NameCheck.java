package dev.eventstore.postgres.elixir;

import dev.eventstore.api.EventData;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.move.MoveSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Refuses names that nobody could ask for afterwards. Stateless.
 *
 * @param source for the messages
 */
record NameCheck(MoveSource source) {

    private static final int PAGE = 10_000;

    void check(Connection reader, String sql) throws SQLException {
        try (Statement statement = reader.createStatement()) {
            statement.setFetchSize(PAGE);
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    check(row.getString(1), row.getString(2));
                }
            }
        }
    }

    private void check(String what, String name) {
        try {
            switch (what) {
                case "stream" -> StreamId.of(name);
                case "subscription" -> SubscriptionName.of(name);
                default -> EventData.bytes(name, new byte[0]);
            }
        } catch (IllegalArgumentException e) {
            throw MoveFailures.refused(
                    e.getMessage() + " (a " + what + " of schema '" + source.schema() + "')",
                    "rename it in the source, then move again");
        }
    }
}
