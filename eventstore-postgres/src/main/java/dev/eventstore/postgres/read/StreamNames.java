package dev.eventstore.postgres.read;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The names of streams by their ids, which never change and are never used twice; so reading {@code $all} needs no join. Only a
 * database that went back uses ids again, and shows it by a head before what was read. Thread-safe.
 */
final class StreamNames {

    private static final int MOST = 20_000;

    private final String sql;
    private final Map<Long, String> names = new ConcurrentHashMap<>();

    private final AtomicLong read = new AtomicLong();

    StreamNames(String sql) {
        this.sql = sql;
    }

    /** The last position of which a name was looked up. */
    long read() {
        return read.get();
    }

    /** The database has this head, though this position was read before it was asked. */
    void head(long position, long before) {
        if (position < before) {
            read.set(position);
            names.clear();
        }
    }

    /** The name, null if the stream is gone. */
    @Nullable
    String of(long id) {
        return names.get(id);
    }

    /** Looks up the names of these rows' streams that are not known yet. */
    void learn(Connection connection, List<EventRow> rows) throws SQLException {
        rows.forEach(row -> read.accumulateAndGet(row.position(), Math::max));
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
