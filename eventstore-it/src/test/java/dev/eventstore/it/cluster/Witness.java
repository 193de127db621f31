package dev.eventstore.it.cluster;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A subscriber to everything that logs what it gets, and which acknowledgements are durable. Thread-safe. */
final class Witness implements Subscriber {

    static final SubscriptionName NAME = SubscriptionName.of("witness");

    private static final int BUFFER = 64;

    private final BufferedWriter log;

    private Witness(BufferedWriter log) {
        this.log = log;
    }

    static void start(EventStore store, Path log) throws IOException {
        store.subscribe(
                StreamId.ALL,
                NAME,
                SubscriptionOptions.fromOrigin().bufferSize(BUFFER),
                new Witness(Files.newBufferedWriter(log)));
    }

    @Override
    public void onEvents(List<RecordedEvent> batch, Subscription subscription) throws IOException {
        for (RecordedEvent event : batch) {
            write("delivered " + event.position());
        }
        long last = batch.get(batch.size() - 1).position();
        subscription.ack(batch).thenRun(() -> {
            try {
                write("acknowledged " + last);
            } catch (IOException full) {
                throw new IllegalStateException(full);
            }
        });
    }

    @Override
    public void onEnd(Optional<EventStoreException> cause) {
        try {
            write("ended " + cause.map(Object::toString).orElse("by itself"));
        } catch (IOException full) {
            throw new IllegalStateException(full);
        }
    }

    private synchronized void write(String line) throws IOException {
        log.write(line);
        log.newLine();
        log.flush();
    }
}
