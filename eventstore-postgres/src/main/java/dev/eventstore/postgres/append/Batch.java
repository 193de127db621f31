package dev.eventstore.postgres.append;

import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Appends of one epoch that are written by one statement, with the streams they go to. Confined to the committer's thread.
 */
final class Batch {

    private final List<PendingAppend> appends;
    private final Map<String, BatchStream> streams = new LinkedHashMap<>();
    private final EventArrays arrays;

    Batch(List<PendingAppend> appends) {
        this.appends = appends;
        long bytes = 0;
        int events = 0;
        for (PendingAppend append : appends) {
            bytes += append.bytes();
            events += append.events();
        }
        this.arrays = new EventArrays(events, (int) Math.min(bytes, 1 << 26));
        Map<UUID, BatchStream> ids = appends.size() > 1 ? new HashMap<>(events * 2) : Map.of();
        for (PendingAppend append : appends) {
            add(append.request(), ids);
        }
    }

    List<PendingAppend> appends() {
        return appends;
    }

    EventArrays arrays() {
        return arrays;
    }

    /** In the order of their indexes. */
    Iterable<BatchStream> streams() {
        return streams.values();
    }

    int streamCount() {
        return streams.size();
    }

    BatchStream stream(PendingAppend append) {
        return streams.get(append.request().stream().value());
    }

    private void add(AppendRequest request, Map<UUID, BatchStream> ids) {
        String name = request.stream().value();
        BatchStream stream = streams.get(name);
        if (stream == null) {
            stream = new BatchStream(streams.size() + 1, name, request.createdAt());
            streams.put(name, stream);
        }
        stream.expect(request.expected());
        for (NewEvent event : request.events()) {
            arrays.add(stream.index(), stream.nextPlace(), request.createdAt(), event);
            if (appends.size() > 1) {
                BatchStream other = ids.put(event.id(), stream);
                if (other != null) {
                    other.decideSingly();
                    stream.decideSingly();
                }
            }
        }
    }
}
