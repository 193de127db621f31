package dev.eventstore.postgres.append;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The streams that were appended to last, as the last append left them, and the state that the store was in then: its last event
 * and the last id of a link or a deletion. The database looks at the state under its lock; while it is still so, nobody has
 * changed a stream since, and its number and version need not be looked up. Nothing is decided by what is here unless that was
 * found. Confined to one thread.
 *
 * <p>In another state the versions are hints, so that the database finds the newest ones quickly: without a hint the last entry
 * of a long stream is found by reading an index page from its end, about 10 µs a stream.
 */
final class KnownStreams {

    private static final int MOST = 10_000;

    private final Map<String, Known> streams = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    };

    private long era;
    private long position;
    private long link;
    private @Nullable UUID event;

    /** A stream that stood so in an era: as long as whatever was found had been written here. */
    private static final class Known {
        long id;
        long version;
        long era;
    }

    /** Tells a stream of a batch what is known of it. */
    void describe(BatchStream stream) {
        Known known = streams.get(stream.name());
        if (known != null) {
            stream.stands(known.era == era && event != null ? known.id : 0, known.version);
        }
    }

    /** Sets three parameters: the state. */
    void bind(PreparedStatement statement, int first) throws SQLException {
        if (event == null) {
            statement.setNull(first, Types.BIGINT);
            statement.setNull(first + 1, Types.OTHER, "uuid");
            statement.setNull(first + 2, Types.BIGINT);
        } else {
            statement.setLong(first, position);
            statement.setObject(first + 1, event);
            statement.setLong(first + 2, link);
        }
    }

    /** The state was not found as it was named: what was known is a hint from now on, and the state is not known. */
    void lost() {
        era++;
        event = null;
    }

    /** A stream stands so in the state that is noted next. */
    void note(String stream, long id, long version) {
        Known known = streams.computeIfAbsent(stream, absent -> new Known());
        known.id = id;
        known.version = version;
        known.era = era;
    }

    /** It is not known how a stream stands. */
    void forget(String stream) {
        streams.remove(stream);
    }

    /** The state from now on; a link of 0 is none, and then the state is not known. */
    void stands(long lastPosition, UUID lastEvent, long lastLink) {
        position = lastPosition;
        event = lastLink == 0 ? null : lastEvent;
        link = lastLink;
    }
}
