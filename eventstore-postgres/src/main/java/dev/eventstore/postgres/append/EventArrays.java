package dev.eventstore.postgres.append;

import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.postgres.jdbc.BinaryArray;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The columns of many events as array parameters: stream, place, time, id, type, data, metadata, causation, correlation.
 * Confined to one thread.
 */
final class EventArrays {

    private final BinaryArray streams;
    private final BinaryArray places;
    private final BinaryArray times;
    private final BinaryArray ids;
    private final BinaryArray types;
    private final BinaryArray data;
    private final BinaryArray metadata;
    private final BinaryArray causations;
    private final BinaryArray correlations;
    private boolean caused;
    private boolean correlated;

    EventArrays(int events, int bytes) {
        streams = BinaryArray.ofInts(events);
        places = BinaryArray.ofInts(events);
        times = BinaryArray.ofTimes(events);
        ids = BinaryArray.ofUuids(events);
        types = BinaryArray.ofTexts(events);
        data = BinaryArray.ofBytes(bytes);
        metadata = BinaryArray.ofBytes(events * 64);
        causations = BinaryArray.ofUuids(events);
        correlations = BinaryArray.ofUuids(events);
    }

    /** Adds an event of the stream with this index (from 1), at this place among the stream's events here (from 1). */
    void add(int stream, int place, Instant createdAt, NewEvent event) {
        streams.addInt(stream);
        places.addInt(place);
        times.addTime(createdAt);
        ids.addUuid(event.id());
        types.addText(event.type());
        data.addBytes(event.data());
        metadata.addBytes(event.metadata());
        causations.addUuid(event.causationId());
        correlations.addUuid(event.correlationId());
        caused |= event.causationId() != null;
        correlated |= event.correlationId() != null;
    }

    /** Sets nine parameters and returns the index after them. A column without values is sent without entries: what misses is null. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int index = first;
        BinaryArray causing = caused ? causations : BinaryArray.ofUuids(0);
        BinaryArray correlating = correlated ? correlations : BinaryArray.ofUuids(0);
        for (BinaryArray column :
                new BinaryArray[] {streams, places, times, ids, types, data, metadata, causing, correlating}) {
            statement.setObject(index++, column);
        }
        return index;
    }
}
