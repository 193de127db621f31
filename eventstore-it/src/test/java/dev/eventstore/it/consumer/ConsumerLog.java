package dev.eventstore.it.consumer;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a subscriber got, one line for each event and step: {@code NANOS WHAT POSITION STREAM VERSION}, by the clock that all
 * programs of a machine share. Thread-safe.
 */
final class ConsumerLog {

    private final BufferedWriter log;

    private ConsumerLog(BufferedWriter log) {
        this.log = log;
    }

    /** A file whose name begins with the kind and the node. */
    static ConsumerLog in(Path folder, String kind, EventStore store) throws IOException {
        String node = store.cluster().self().name().replaceFirst("@.*", "");
        return new ConsumerLog(
                Files.newBufferedWriter(folder.resolve(kind + "-" + node + "-" + System.nanoTime() + ".consumer")));
    }

    synchronized void write(String what, List<RecordedEvent> events) {
        long now = System.nanoTime();
        try {
            for (RecordedEvent event : events) {
                log.write(now + " " + what + " " + event.position() + " " + event.stream() + " " + event.version()
                        + "\n");
            }
            log.flush();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
