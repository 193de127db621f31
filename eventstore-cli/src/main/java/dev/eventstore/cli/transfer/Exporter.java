package dev.eventstore.cli.transfer;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.cli.store.EventPrinter;
import dev.eventstore.cli.transfer.ExportedLinks.Placed;
import java.util.Iterator;
import java.util.UUID;

/** Writes events and links to standard output in the import format. Confined to one thread, used once. */
public final class Exporter {

    private final EventStore store;
    private final Console console;
    private final EventPrinter printer;
    private final Progress progress;
    private long events;
    private long links;

    /**
     * An exporter.
     *
     * @param store whose events
     * @param console where they are written
     * @param progress told how far it is
     */
    public Exporter(EventStore store, Console console, Progress progress) {
        this.store = store;
        this.console = console;
        this.printer = new EventPrinter(console, true);
        this.progress = progress;
    }

    /**
     * Writes a stream, or all events with all links.
     *
     * <p>Where there are links, {@code $all} is written up to where it ended at the beginning: links that are made meanwhile are
     * not known, and events that follow them in their streams would be numbered too low.
     *
     * @param stream the stream, or {@code $all}
     * @param options where to begin; links to events before that are written, too
     */
    public void run(StreamId stream, ReadOptions options) {
        if (stream.isAll()) {
            long end = store.info(StreamId.ALL).orElseThrow().version();
            ExportedLinks known = ExportedLinks.of(store);
            all(options, known, known.isEmpty() ? Long.MAX_VALUE : end);
        } else {
            one(stream, options);
        }
    }

    private void all(ReadOptions options, ExportedLinks known, long end) {
        Iterator<RecordedEvent> each = store.stream(StreamId.ALL, options).iterator();
        while (each.hasNext()) {
            RecordedEvent event = each.next();
            if (event.position() > end) {
                break;
            }
            linksBefore(event.position(), known);
            print(event);
        }
        if (!known.isEmpty()) {
            linksBefore(end + 1, known);
        }
    }

    private void linksBefore(long position, ExportedLinks known) {
        for (Placed link = known.nextBefore(position); link != null; link = known.nextBefore(position)) {
            print(link.stream(), link.eventId(), link.number());
        }
    }

    private void one(StreamId stream, ReadOptions options) {
        Iterator<RecordedEvent> each = store.stream(stream, options).iterator();
        while (each.hasNext()) {
            RecordedEvent event = each.next();
            print(event);
            if (!event.stream().equals(stream)) {
                print(stream, event.id(), event.number());
            }
        }
    }

    private void print(RecordedEvent event) {
        printer.print(event);
        events++;
        progress.update(0, events);
    }

    private void print(StreamId stream, UUID eventId, long number) {
        console.print(new JsonLine()
                .put("stream", stream.value())
                .put("link", eventId.toString())
                .put("number", number)
                .toString());
        links++;
    }

    /**
     * What was written, for people.
     *
     * @return a sentence
     */
    public String summary() {
        return "Exported " + counted(events, "event") + (links == 0 ? "." : " and " + counted(links, "link") + ".");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
