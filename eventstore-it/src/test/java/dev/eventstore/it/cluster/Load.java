package dev.eventstore.it.cluster;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.it.history.Call;
import dev.eventstore.it.history.Call.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of one node that write to a few streams all the time, some at exact versions, and log every call. An append whose
 * outcome is unknown is repeated as it was, as a careful client does. Thread-safe.
 */
final class Load {

    private static final Duration PER_CALL = Duration.ofSeconds(4);
    private static final int MOST_REPEATS = 5;
    private static final long BACK_OFF_NANOS = 20_000_000;

    private final EventStore store;
    private final String node;
    private final int streams;
    private final BufferedWriter log;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Map<String, Long> lastSeen = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    private Load(EventStore store, int streams, Path log) throws IOException {
        this.store = store.withDeadline(PER_CALL);
        this.node = store.cluster().self().name();
        this.streams = streams;
        this.log = Files.newBufferedWriter(log);
    }

    static Load start(EventStore store, int clients, int streams, Path log) throws IOException {
        Load load = new Load(store, streams, log);
        for (int i = 0; i < clients; i++) {
            SplittableRandom random = new SplittableRandom(load.node.hashCode() * 31L + i);
            Thread thread = new Thread(() -> load.write(random), "client-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    /** Ends it. Returns how many calls were written, and how many were not. */
    String stop() throws InterruptedException, IOException {
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();
        return written + " " + failed;
    }

    private void write(SplittableRandom random) {
        while (!stopped.get()) {
            String stream = "load-" + random.nextInt(streams);
            List<EventData> events = new ArrayList<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                events.add(EventData.json("Loaded", "{\"by\":\"" + node + "\"}"));
            }
            Long last = lastSeen.get(stream);
            ExpectedVersion expected =
                    last == null || random.nextInt(4) > 0 ? ExpectedVersion.any() : ExpectedVersion.exactly(last);
            log(append(stream, expected, events));
        }
    }

    private Call append(String stream, ExpectedVersion expected, List<EventData> events) {
        long began = System.nanoTime();
        Outcome outcome = Outcome.UNKNOWN;
        for (int tries = 0; outcome == Outcome.UNKNOWN && tries < MOST_REPEATS; tries++) {
            try {
                AppendResult result = store.append(StreamId.of(stream), expected, events);
                lastSeen.put(stream, result.lastVersion());
                written.incrementAndGet();
                return call(stream, events, Outcome.WRITTEN, result.firstVersion(), result.lastPosition(), began);
            } catch (AppendOutcomeUnknownException repeated) {
                // Once more, with the same ids.
            } catch (WrongExpectedVersionException met) {
                lastSeen.put(stream, met.actual());
                outcome = Outcome.NOT_WRITTEN;
            } catch (EventStoreException refused) {
                // An unknown outcome before it stays unknown: this refusal is of the repeat only.
                if (tries > 0) {
                    break;
                }
                outcome = Outcome.NOT_WRITTEN;
                // As a client that is told to try again later.
                LockSupport.parkNanos(BACK_OFF_NANOS);
            }
        }
        failed.incrementAndGet();
        return call(stream, events, outcome, 0, 0, began);
    }

    private Call call(String stream, List<EventData> events, Outcome outcome, long version, long position, long began) {
        return new Call(
                node,
                stream,
                events.stream().map(EventData::id).toList(),
                outcome,
                version,
                position,
                (System.nanoTime() - began) / 1_000);
    }

    private synchronized void log(Call call) {
        try {
            log.write(call.line());
            log.newLine();
            log.flush();
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
