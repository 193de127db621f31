package dev.eventstore.postgres.read;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of streams by their ids, which never change and are never used twice; so reading {@code $all} needs no join.
 * Thread-safe.
 */
final class StreamNames {

    private static final int MOST = 20_000;

    private final String sql;
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    StreamNames(String sql) {
        this.sql = sql;
    }

    /** The name, null if the stream is gone. */
    @Nullable
    String of(long id) {
        return names.get(id);
    }

    /** Looks up the names of these rows' streams that are not known yet. */
    void learn(Connection connection, List<EventRow> rows) throws SQLException {
        if (names.size() > MOST) {
            names.clear();
        }
        Long[] unknown = rows.stream()
                .map(EventRow::streamId)
                .filter(id -> !names.containsKey(id))
                .distinct()
                .toArray(Long[]::new);
        if (unknown.length == 0) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("int8", unknown));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.put(row.getLong(1), row.getString(2));
                }
            }
        }
    }
}
