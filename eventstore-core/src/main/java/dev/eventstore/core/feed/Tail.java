package dev.eventstore.core.feed;

import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The newest events of {@code $all}, bounded in number and bytes: every event between two positions. Confined to the feed's
 * mailbox.
 */
final class Tail {

    private final int maxEvents;
    private final long maxBytes;
    private final Deque<StoredEvent> events = new ArrayDeque<>();
    private long bytes;
    private long from;
    private long upTo;
    private long resets;

    Tail(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Every event after {@code from} and up to this position is here, or was never there. */
    long upTo() {
        return upTo;
    }

    /** Forgets everything and goes on after this position. */
    void reset(long position) {
        events.clear();
        resets++;
        bytes = 0;
        from = position;
        upTo = position;
    }

    /** How often everything was forgotten: what was read before must not be added after. */
    long resets() {
        return resets;
    }

    /** Adds the events that follow, dropping the oldest where there is no room. */
    void add(List<StoredEvent> following) {
        for (StoredEvent event : following) {
            events.addLast(event);
            bytes += event.size();
            upTo = event.position();
        }
        while (events.size() > maxEvents || bytes > maxBytes) {
            StoredEvent dropped = events.removeFirst();
            bytes -= dropped.size();
            from = dropped.position();
        }
    }

    /** Nothing follows up to this position. */
    void reach(long position) {
        upTo = Math.max(upTo, position);
    }

    boolean covers(long position) {
        return position >= from && position <= upTo;
    }

    /** What is known after a position, with so many events at most; empty where it is not covered. */
    Optional<FeedAnswer> answer(long position, int limit) {
        if (!covers(position)) {
            return Optional.empty();
        }
        List<StoredEvent> found = after(position, limit);
        boolean full = found.size() == limit;
        return Optional.of(new FeedAnswer(found, full ? found.get(limit - 1).position() : upTo, full));
    }

    /** The events after a position that is covered, at most so many. */
    List<StoredEvent> after(long position, int limit) {
        if (position == upTo) {
            return List.of();
        }
        List<StoredEvent> newestFirst = new ArrayList<>();
        Iterator<StoredEvent> backward = events.descendingIterator();
        while (backward.hasNext()) {
            StoredEvent event = backward.next();
            if (event.position() <= position) {
                break;
            }
            newestFirst.add(event);
        }
        int count = Math.min(limit, newestFirst.size());
        List<StoredEvent> page = new ArrayList<>(count);
        for (int i = newestFirst.size() - 1; page.size() < count; i--) {
            page.add(newestFirst.get(i));
        }
        return page;
    }
}
