package dev.eventstore.postgres.append;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The streams that were appended to last, as the last append left them, and the state that the store was in then: its last event,
 * the last id of a link or a deletion, and the number of the last append. The database looks at the state under its lock; while it is
 * still so, nobody has changed a stream since, and its number and version need not be looked up. Nothing is decided by what is here
 * unless that was found. Confined to one thread.
 *
 * <p>In another state the versions are hints, so that the database finds the newest ones quickly: without a hint the last entry
 * of a long stream is found by reading an index page from its end, about 10 µs a stream.
 */
final class KnownStreams {

    private static final int MOST = 10_000;

    /** How often the state was found as it was named, before it is believed that nobody else writes. */
    private static final int STEADY = 8;

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
    private long number;
    private int found;
    private @Nullable UUID event;
    private @Nullable UUID newest;
    private String headWrittenBy = "";

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

    /** Sets three parameters: who wrote the head row, the last id of a link, and the next number, if the state is still so. */
    void bindNext(PreparedStatement statement, int first) throws SQLException {
        statement.setString(first, headWrittenBy);
        statement.setLong(first + 1, link);
        statement.setLong(first + 2, number + 1);
    }

    /** Where the last event stands. */
    long position() {
        return position;
    }

    /** The last id of a link or a deletion. */
    long link() {
        return link;
    }

    /** The number of the last append. */
    long number() {
        return number;
    }

    /** The last event's id, null if the state is not known. */
    @Nullable
    UUID event() {
        return event;
    }

    /** Whether the state was found as it was named so often that nobody else seems to write. */
    boolean isSteady() {
        return event != null && found >= STEADY;
    }

    /** Whether the largest id of all events is known; not before it was looked up, nor after the state was lost. */
    boolean knowsNewest() {
        return newest != null;
    }

    /**
     * What was looked up in the state that is known: the largest id of all events, and the transaction that wrote the head row.
     */
    void newest(UUID id, String writer) {
        newest = id;
        headWrittenBy = writer;
    }

    /** Whether an id is larger than that of every event, as PostgreSQL compares them: byte by byte. */
    boolean isNewer(UUID id) {
        UUID largest = newest;
        if (largest == null) {
            return false;
        }
        int high = Long.compareUnsigned(id.getMostSignificantBits(), largest.getMostSignificantBits());
        return high > 0
                || high == 0
                        && Long.compareUnsigned(id.getLeastSignificantBits(), largest.getLeastSignificantBits()) > 0;
    }

    /** An event was added, at any place. */
    void added(UUID id) {
        if (isNewer(id)) {
            newest = id;
        }
    }

    /** Whether the state was found as it was named. If not, what was known is a hint from now on, and the state is not known. */
    void found(boolean asNamed) {
        if (asNamed) {
            found = Math.min(found + 1, STEADY);
        } else {
            lost();
        }
    }

    /** The state is not known any more. */
    void lost() {
        era++;
        found = 0;
        event = null;
        newest = null;
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

    /** The state from now on, after an append; a link of 0 is none, and then the state is not known. */
    void stands(long lastPosition, UUID lastEvent, long lastLink, long lastNumber) {
        position = lastPosition;
        event = lastLink == 0 ? null : lastEvent;
        link = lastLink;
        number = lastNumber;
        added(lastEvent);
    }

    /** An append has taken a number, and added nothing. */
    void numbered(long lastNumber) {
        number = lastNumber;
    }
}
