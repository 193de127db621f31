package dev.eventstore.cli.transfer;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.cli.transfer.ImportLine.OfEvent;
import dev.eventstore.cli.transfer.ImportLine.OfLink;
import dev.eventstore.core.BulkImport;
import dev.eventstore.core.spi.storage.ImportResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes lines so that the store is as if they had been written one after the other: events many at a time, links of a stream
 * together. A link of an event that was not just written, or to a stream that was not linked to before, waits until all before it
 * is written, and what follows waits for it; so where it is refused, nothing after it was written. Confined to one thread, but for
 * its counts.
 */
final class LineWriter {

    private final BulkImport bulk;
    private final EventStore store;
    private final Set<StreamId> linkedTo = new HashSet<>();
    private final List<OfEvent> events = new ArrayList<>();
    private final Set<UUID> fresh = new HashSet<>();
    private final Map<StreamId, List<OfLink>> links = new LinkedHashMap<>();
    private boolean uncertain;
    private volatile long written;
    private volatile long present;
    private volatile long linked;
    private volatile long linkedBefore;
    private volatile long lastPosition;

    LineWriter(BulkImport bulk, EventStore store) {
        this.bulk = bulk;
        this.store = store;
    }

    /** Writes lines; where one is refused, those before it are written and those after it are not. */
    void write(List<ImportLine> batch) throws LineRefused {
        fresh.clear();
        for (ImportLine line : batch) {
            if (line instanceof OfEvent event) {
                add(event);
            } else if (line instanceof OfLink link) {
                add(link);
            }
        }
        flush();
    }

    private void add(OfEvent line) throws LineRefused {
        if (uncertain || links.containsKey(line.stream())) {
            flush();
        }
        events.add(line);
        fresh.add(line.event().event().id());
    }

    private void add(OfLink line) throws LineRefused {
        boolean certain = fresh.contains(line.eventId()) && linkedTo.contains(line.stream());
        boolean goesOn = uncertain && links.containsKey(line.stream());
        if (uncertain ? !goesOn : !certain) {
            flush();
        }
        uncertain = !certain || goesOn;
        links.computeIfAbsent(line.stream(), stream -> new ArrayList<>()).add(line);
    }

    private void flush() throws LineRefused {
        List<OfEvent> newEvents = List.copyOf(events);
        List<List<OfLink>> newLinks = List.copyOf(links.values());
        events.clear();
        links.clear();
        uncertain = false;
        try {
            writeEvents(newEvents);
        } catch (LineRefused refused) {
            for (List<OfLink> ofStream : newLinks) {
                link(ofStream.stream()
                        .filter(line -> line.number() < refused.number())
                        .toList());
            }
            throw refused;
        }
        for (List<OfLink> ofStream : newLinks) {
            link(ofStream);
        }
    }

    /** Where the store refuses events for one's sake, they are halved until that one's line is found. */
    private void writeEvents(List<OfEvent> lines) throws LineRefused {
        if (lines.isEmpty()) {
            return;
        }
        try {
            ImportResult result = bulk.write(lines.stream().map(OfEvent::event).toList());
            written += result.written();
            present += result.present();
            lastPosition = result.lastPosition();
        } catch (LimitExceededException
                | SerializationException
                | StreamDeletedException
                | IllegalArgumentException e) {
            if (lines.size() == 1) {
                throw new LineRefused(lines.get(0).number(), String.valueOf(e.getMessage()), e);
            }
            writeEvents(lines.subList(0, lines.size() / 2));
            writeEvents(lines.subList(lines.size() / 2, lines.size()));
        }
    }

    /** Links to one stream; halved where one is refused, or stands there already. */
    private void link(List<OfLink> lines) throws LineRefused {
        if (lines.isEmpty()) {
            return;
        }
        StreamId target = lines.get(0).stream();
        try {
            store.link(
                    target,
                    ExpectedVersion.any(),
                    lines.stream().map(OfLink::eventId).toList());
            linked += lines.size();
            linkedTo.add(target);
        } catch (DuplicateEventException
                | EventNotFoundException
                | StreamDeletedException
                | LimitExceededException
                | IllegalArgumentException e) {
            if (lines.size() > 1) {
                link(lines.subList(0, lines.size() / 2));
                link(lines.subList(lines.size() / 2, lines.size()));
            } else if (e instanceof DuplicateEventException) {
                linkedBefore++;
            } else {
                throw new LineRefused(lines.get(0).number(), String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** How many lines of events are done. */
    long eventsDone() {
        return written + present;
    }

    /** How many lines of links are done. */
    long linksDone() {
        return linked + linkedBefore;
    }

    ImportSummary.Counts counts() {
        return new ImportSummary.Counts(written, present, linked, linkedBefore, lastPosition);
    }
}
