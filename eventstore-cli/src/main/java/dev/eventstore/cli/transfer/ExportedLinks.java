package dev.eventstore.cli.transfer;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.core.StorageAccess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The links of a store, each with the position in {@code $all} after which it is repeated: by then its event, and all that stands
 * before it in its stream, is there, and what follows it in its stream is not. So an import gives events and links of a stream their
 * order again. All of them are held in memory, about 100 bytes each. Confined to one thread.
 */
final class ExportedLinks {

    private static final int PAGE = 2_000;

    /** A link, and the position after which it stands. */
    record Placed(long place, StreamId stream, long number, UUID eventId) {}

    private final List<Placed> links;
    private int next;

    private ExportedLinks(List<Placed> links) {
        this.links = links;
    }

    /** Those that can be read: those of deleted streams cannot. */
    static ExportedLinks of(EventStore store) {
        List<Placed> links = new ArrayList<>();
        for (StreamId stream : StorageAccess.of(store).linkedStreams()) {
            try {
                collect(store, stream, links);
            } catch (StreamDeletedException | StreamNotFoundException e) {
                // It was deleted after it had been linked to.
            }
        }
        links.sort(Comparator.comparingLong(Placed::place)
                .thenComparing(link -> link.stream().value())
                .thenComparingLong(Placed::number));
        return new ExportedLinks(links);
    }

    private static void collect(EventStore store, StreamId stream, List<Placed> links) {
        long place = 0;
        Iterator<RecordedEvent> events =
                store.stream(stream, ReadOptions.forward().pageSize(PAGE)).iterator();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            place = Math.max(place, event.position());
            if (!event.stream().equals(stream)) {
                links.add(new Placed(place, stream, event.number(), event.id()));
            }
        }
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    /** The next one that stands before the event at a position, null if there is none. */
    @Nullable
    Placed nextBefore(long position) {
        return next < links.size() && links.get(next).place() < position ? links.get(next++) : null;
    }
}
