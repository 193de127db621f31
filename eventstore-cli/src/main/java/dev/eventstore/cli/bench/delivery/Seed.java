package dev.eventstore.cli.bench.delivery;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.cli.bench.yardstick.Payload;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Progress;
import dev.eventstore.cli.transfer.Importer;
import dev.eventstore.core.BulkEvent;
import dev.eventstore.core.BulkImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fills a store with events of many streams, for measurements that read them. Stateless. */
public final class Seed {

    private static final int BATCH = 5_000;
    private static final int STREAMS = 1_000;

    private Seed() {}

    /**
     * Writes events that are made for it.
     *
     * @param store the store
     * @param payload what they hold
     * @param events how many
     */
    public static void fill(EventStore store, Payload payload, int events) {
        write(
                store,
                IntStream.range(0, events)
                        .mapToObj(i -> new BulkEvent(StreamId.of("bench-" + i % STREAMS), payload.event())));
    }

    /**
     * Imports a file, and writes all of it again and again, each time into streams of its own.
     *
     * @param store the store, which is empty
     * @param file what {@code import} reads
     * @param times how often it is written, 1 or more
     * @param console told how far it is
     * @return how many events the store has then
     * @throws IOException if the file cannot be read
     */
    public static int load(EventStore store, Path file, int times, Console console) throws IOException {
        long once;
        try (InputStream input = Files.newInputStream(file);
                Progress progress = new Progress(console, "Importing", Files.size(file))) {
            once = new Importer(BulkImport.of(store), store, progress)
                    .run(input)
                    .counts()
                    .written();
        }
        for (int copy = 2; copy <= times; copy++) {
            String suffix = "#" + copy;
            write(
                    store,
                    store.stream(StreamId.ALL, ReadOptions.forward())
                            .limit(once)
                            .map(event ->
                                    new BulkEvent(StreamId.of(event.stream().value() + suffix), again(event))));
        }
        return Math.toIntExact(once * times);
    }

    private static EventData again(RecordedEvent event) {
        EventData data = EventData.bytes(event.type(), event.data());
        return event.metadata().<EventData>map(data::metadata).orElse(data);
    }

    private static void write(EventStore store, Stream<BulkEvent> events) {
        BulkImport target = BulkImport.of(store);
        List<BulkEvent> batch = new ArrayList<>(BATCH);
        for (Iterator<BulkEvent> each = events.iterator(); each.hasNext(); ) {
            batch.add(each.next());
            if (batch.size() == BATCH || !each.hasNext()) {
                target.write(batch);
                batch = new ArrayList<>(BATCH);
            }
        }
    }
}
