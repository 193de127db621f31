package dev.eventstore.cli.demo;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * The chapter with a subscription that is stopped, store and all, and resumes in another store. Confined to one thread.
 */
final class SubscriptionRun {

    private static final SubscriptionName NAME = SubscriptionName.of("demo");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BUFFER = 100;

    private final DemoSql sql;
    private final Claims claims;
    private final List<Long> seen = new ArrayList<>();

    SubscriptionRun(DemoSql sql, Claims claims) {
        this.sql = sql;
        this.claims = claims;
    }

    /** Stops in the middle; the caller closes the store then. */
    void firstHalf(EventStore store) throws SQLException {
        long half = sql.events() / 2;
        claims.chapter(
                "5  A subscription to $all is stopped in the middle, with the store, and started again in another");
        try (SubscriptionReader reader = subscribe(store)) {
            receive(reader, half);
        }
        claims.check("it got events 1 to " + half + ", each once, in order", upTo(half), List.copyOf(seen));
        claims.check("the database has its checkpoint, " + half, half, sql.checkpoint(NAME.value()));
    }

    /** Goes on in another store, and waits for an event that is appended while it listens. */
    void secondHalf(Supplier<EventStore> another) throws SQLException {
        try (EventStore store = another.get()) {
            long events = sql.events();
            try (SubscriptionReader reader = subscribe(store)) {
                int before = seen.size();
                receive(reader, events);
                claims.check(
                        "it goes on with event " + (before + 1),
                        List.of(before + 1L),
                        seen.stream().skip(before).limit(1).toList());
                store.append(
                        StreamId.of("demo"), ExpectedVersion.any(), List.of(EventData.json("LateEventCame", "{}")));
                receive(reader, events + 1);
            }
            claims.check(
                    "with what was appended meanwhile it got 1 to " + (events + 1) + ": none twice, none left out",
                    upTo(events + 1),
                    List.copyOf(seen));
            claims.check("its checkpoint is the end of $all", sql.events(), sql.checkpoint(NAME.value()));
        }
    }

    private static SubscriptionReader subscribe(EventStore store) {
        return store.subscribe(
                StreamId.ALL, NAME, SubscriptionOptions.fromOrigin().bufferSize(BUFFER));
    }

    /** Receives and acknowledges until this many were seen in all, or nothing comes any more. */
    private void receive(SubscriptionReader reader, long until) {
        while (seen.size() < until) {
            List<RecordedEvent> batch = reader.receive(PATIENCE);
            if (batch.isEmpty()) {
                return;
            }
            List<RecordedEvent> wanted = batch.subList(0, (int) Math.min(batch.size(), until - seen.size()));
            wanted.forEach(event -> seen.add(event.number()));
            reader.ack(wanted);
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
