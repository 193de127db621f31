package dev.eventstore.core.feed;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads of {@code $all} before the tail, shared by those who are behind at about the same place: the pages that were read last
 * are kept, and who asks for what is being read waits for that. Only full pages are shared, since behind another there may be
 * more by now. Confined to the feed's mailbox.
 */
final class History {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    /** All events after a position, up to the last of these. */
    private record Kept(long after, List<StoredEvent> events, long bytes) {

        boolean covers(long position) {
            return after <= position && position < events.get(events.size() - 1).position();
        }
    }

    /** A read that is under way, and how many had asked when it began. */
    private record Reading(int limit, long asked, CompletableFuture<FeedAnswer> page) {

        boolean mayCover(long after, long position) {
            return after <= position && position < after + limit;
        }
    }

    private final Process.Self self;
    private final Storage storage;
    private final TimeSource time;
    private final int maxEvents;
    private final long maxBytes;

    /** The one that was used last is the first. */
    private final Deque<Kept> pages = new ArrayDeque<>();

    /** By the position after which they read. */
    private final Map<Long, Reading> readings = new HashMap<>();

    private int events;
    private long bytes;
    private long asked;
    private long cleared;

    History(Process.Self self, Storage storage, TimeSource time, FeedLimits limits) {
        this.self = self;
        this.storage = storage;
        this.time = time;
        this.maxEvents = limits.tailEvents();
        this.maxBytes = limits.tailBytes();
    }

    /** Forgets everything: what is read from now on is read anew. */
    void clear() {
        pages.clear();
        readings.clear();
        events = 0;
        bytes = 0;
        cleared++;
    }

    /** The events after a position; completes as a turn of the feed. */
    CompletionStage<FeedAnswer> read(long position, int limit) {
        return read(position, limit, ++asked);
    }

    private CompletionStage<FeedAnswer> read(long position, int limit, long ask) {
        Optional<Kept> kept =
                pages.stream().filter(page -> page.covers(position)).findFirst();
        if (kept.isPresent()) {
            pages.remove(kept.get());
            pages.addFirst(kept.get());
            return CompletableFuture.completedStage(part(kept.get().events(), position, limit, true));
        }
        for (Map.Entry<Long, Reading> each : readings.entrySet()) {
            Reading reading = each.getValue();
            if (reading.mayCover(each.getKey(), position)) {
                return reading.page()
                        .thenCompose(page -> isAnswer(page, position, reading.asked() >= ask)
                                ? CompletableFuture.completedStage(part(page.events(), position, limit, page.more()))
                                : read(position, limit, ask));
            }
        }
        return readStored(position, limit);
    }

    /** Behind a page that is not full there may be more by now, unless it was read since it was asked for. */
    private static boolean isAnswer(FeedAnswer page, long position, boolean since) {
        return page.more() ? page.upTo() > position : since;
    }

    private CompletionStage<FeedAnswer> readStored(long position, int limit) {
        long before = cleared;
        Reading mine = new Reading(limit, asked, new CompletableFuture<>());
        readings.put(position, mine);
        storage.read(new ReadRequest(StreamId.ALL, false, position + 1, limit, Deadline.after(time, READ_TIMEOUT)))
                .whenComplete((page, failure) -> self.run(() -> {
                    readings.remove(position, mine);
                    if (failure != null) {
                        mine.page().completeExceptionally(failure);
                        return;
                    }
                    boolean full = page.size() == limit;
                    if (full && before == cleared) {
                        keep(position, List.copyOf(page));
                    }
                    long upTo = page.isEmpty()
                            ? position
                            : page.get(page.size() - 1).position();
                    mine.page().complete(new FeedAnswer(page, upTo, full));
                }));
        return mine.page();
    }

    private void keep(long after, List<StoredEvent> page) {
        long size = 0;
        for (StoredEvent event : page) {
            size += event.size();
        }
        pages.addFirst(new Kept(after, page, size));
        events += page.size();
        bytes += size;
        while (events > maxEvents || bytes > maxBytes) {
            Kept dropped = pages.removeLast();
            events -= dropped.events().size();
            bytes -= dropped.bytes();
        }
    }

    /** What of a page comes after a position, at most so many events. */
    private static FeedAnswer part(List<StoredEvent> page, long position, int limit, boolean more) {
        int low = 0;
        int high = page.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (page.get(middle).position() > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int end = Math.min(page.size(), low + limit);
        long upTo = low == end ? position : page.get(end - 1).position();
        return new FeedAnswer(page.subList(low, end), upTo, more || end < page.size());
    }
}
