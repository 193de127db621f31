package dev.eventstore.testkit.cluster;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.subscription.SubscriptionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One persistent subscription and all that its subscribers have seen together. Only events of streams that are never deleted
 * count: those must all be handled, in the order of their stream. Confined to its simulation.
 */
final class Reading {

    final SubscriptionKey key;
    final SubscriptionOptions options;
    private final Checks checks;
    private final boolean competing;
    private final Set<UUID> acknowledged = new HashSet<>();
    private final Line wanted = new Line();
    private final Map<String, Line> streams = new HashMap<>();
    private long checkpoint;

    private Reading(Checks checks, StreamId stream, boolean competing, SubscriptionOptions options) {
        this.checks = checks;
        this.competing = competing;
        this.options = options;
        key = new SubscriptionKey(stream, SubscriptionName.of(competing ? "several" : "one"));
    }

    /** One subscriber at a time, in the order of the subscription's stream. */
    static Reading single(Checks checks, StreamId stream) {
        return new Reading(
                checks,
                stream,
                false,
                SubscriptionOptions.fromOrigin()
                        .bufferSize(4)
                        .checkpointThreshold(3)
                        .checkpointAfter(Duration.ofMillis(300)));
    }

    /** Several subscribers, which share the streams among them. */
    static Reading competing(Checks checks) {
        return new Reading(
                checks,
                StreamId.ALL,
                true,
                SubscriptionOptions.fromOrigin()
                        .concurrencyLimit(3)
                        .partitionBy(PartitionBy.stream())
                        .bufferSize(3)
                        .maxSize(40)
                        .checkpointThreshold(5)
                        .checkpointAfter(Duration.ofMillis(300)));
    }

    static boolean counts(String stream) {
        return stream.startsWith("s");
    }

    /** How many subscribers there may be. */
    int most() {
        return options.concurrencyLimit();
    }

    /** An event was stored, in the order of positions. */
    void stored(StoredEvent event) {
        boolean ours =
                key.stream().isAll() || event.stream().equals(key.stream().value());
        if (ours && counts(event.stream())) {
            wanted.events.add(event);
            streams.computeIfAbsent(event.stream(), first -> new Line()).events.add(event);
        }
    }

    /** A subscriber is handed an event, and has these open besides. */
    void handed(String who, RecordedEvent event, List<UUID> open) {
        checks.log(who + " gets " + event.number() + " of " + event.stream());
        if (!counts(event.stream().value())) {
            return;
        }
        Line line = streams.getOrDefault(event.stream().value(), new Line());
        boolean known = line.events.stream().anyMatch(each -> each.id().equals(event.id()));
        checks.require(known, who + " got " + event.id() + ", which is not stored");
        for (StoredEvent earlier : line.open()) {
            if (earlier.id().equals(event.id())) {
                break;
            }
            boolean fine = acknowledged.contains(earlier.id())
                    || open.contains(earlier.id())
                    || earlier.position() > event.position();
            checks.require(fine, who + " got " + event.number() + ", which overtakes " + earlier);
        }
    }

    void acknowledged(List<UUID> events) {
        acknowledged.addAll(events);
    }

    /** What the database has of it: a checkpoint never goes back, nor past what nobody has acknowledged. */
    void look(List<SubscriptionInfo> all) {
        for (SubscriptionInfo info : all) {
            if (info.stream().equals(key.stream()) && info.name().equals(key.name())) {
                checks.require(info.checkpoint() >= checkpoint, key + " went back to " + info);
                checkpoint = info.checkpoint();
                wanted.open().stream()
                        .findFirst()
                        .filter(first -> number(first) <= checkpoint)
                        .ifPresent(open -> checks.require(false, info + " passes over " + open));
            }
        }
    }

    private long number(StoredEvent event) {
        return key.stream().isAll() ? event.position() : event.number();
    }

    boolean isDone() {
        return wanted.open().isEmpty();
    }

    /** What nobody has handled. */
    List<Long> open() {
        return wanted.open().stream()
                .filter(event -> !acknowledged.contains(event.id()))
                .map(this::number)
                .toList();
    }

    /** Events in order, and how many of the first are handled. */
    private final class Line {

        private final List<StoredEvent> events = new ArrayList<>();
        private int handled;

        List<StoredEvent> open() {
            while (handled < events.size()
                    && acknowledged.contains(events.get(handled).id())) {
                handled++;
            }
            return events.subList(handled, events.size());
        }
    }

    @Override
    public String toString() {
        return (competing ? "several of " : "one of ") + key.stream();
    }
}
