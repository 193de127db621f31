package dev.eventstore.core.subscription;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.spi.storage.StoredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a subscription has read, handed out and seen acknowledged, and what is to be done next. No clock, no storage, no
 * thread: it is told what happened and asked what is due.
 *
 * <pre>
 *  INITIAL --leased--> REQUEST_CATCH_UP --events--> CATCHING_UP --all handed out--> REQUEST_CATCH_UP
 *                            | nothing more                          ^
 *                            v                                       | room again
 *                       SUBSCRIBED --new events, no room--> MAX_CAPACITY
 *  any of these --lease lost--> DISCONNECTED --leased--> REQUEST_CATCH_UP        any --ended--> UNSUBSCRIBED
 * </pre>
 *
 * <p>The state is computed from what is held, never kept beside it, so no timer and no order of arrival can make the two
 * disagree. Between the checkpoint and {@link #received()} every event is either queued or in flight: so nothing can be
 * skipped. Confined to the mailbox of its process.
 */
final class SubscriptionMachine {

    private final Deque<StoredEvent> queue = new ArrayDeque<>();
    private final Deque<Long> inFlight = new ArrayDeque<>();
    private EventFilter filter = EventFilter.all();
    private int bufferSize = 1;
    private int maxSize = 1;
    private SubscriptionState idle = SubscriptionState.INITIAL;
    private boolean leased;
    private boolean live;
    private boolean behind;
    private boolean advancedSinceRead;
    private long received;

    /** What is in flight up to here was handled by another subscriber, though this one may still be busy with it. */
    private long floor;

    private int handled;

    /** A subscriber with these options is there. */
    void attached(EventFilter newFilter, int newBufferSize, int newMaxSize) {
        filter = newFilter;
        bufferSize = newBufferSize;
        maxSize = newMaxSize;
    }

    /** The lease was taken: everything starts at the checkpoint. */
    void leased(long checkpoint) {
        clear();
        leased = true;
        behind = true;
        floor = checkpoint;
        received = checkpoint;
    }

    /**
     * The subscriber, which was attached before, tells what it has: everything goes on after that.
     *
     * @param acknowledged up to here it has acknowledged everything
     * @param upTo up to here it has received everything
     * @param held what it has received and not acknowledged, in order: it is in flight
     */
    void resumed(long acknowledged, long upTo, List<Long> held) {
        long done = Math.max(checkpoint(), acknowledged);
        queue.clear();
        inFlight.clear();
        inFlight.addAll(held);
        floor = done;
        received = Math.max(done, upTo);
        behind = true;
    }

    /** The lease is gone: what is held will be delivered again under another. */
    void lost(SubscriptionState state) {
        clear();
        idle = state;
    }

    /** A read of what follows {@link #received()} begins. */
    void reading() {
        advancedSinceRead = false;
    }

    /**
     * Events were read.
     *
     * @param events those after {@link #received()}, in order
     * @param upTo there are no others up to this number
     * @param more whether there may be more right now
     */
    void read(List<StoredEvent> events, long upTo, boolean more) {
        for (StoredEvent event : events) {
            if (event.number() <= received) {
                continue;
            }
            passOver(event.number() - received - 1);
            received = event.number();
            if (filter.accepts(event.type(), event.stream())) {
                queue.addLast(event);
            } else {
                passOver(1);
            }
        }
        passOver(upTo - received);
        received = Math.max(received, upTo);
        behind = more || advancedSinceRead;
        live |= !behind;
    }

    private void passOver(long events) {
        handled = (int) Math.min(Integer.MAX_VALUE / 2, handled + Math.max(0, events));
    }

    /** There may be new events. */
    void advanced() {
        behind = true;
        advancedSinceRead = true;
    }

    /** Whether what follows {@link #received()} should be read now: when nothing waits, or a good page has room. */
    boolean wantsRead() {
        return leased && behind && room() > 0 && (queue.isEmpty() || room() * 2 >= maxSize);
    }

    /** How many events there is room for. */
    int room() {
        return maxSize - queue.size() - inFlight.size();
    }

    /** The events that are handed out now, which are in flight from then on. */
    List<StoredEvent> deliver() {
        int count = Math.min(bufferSize - inFlight.size(), queue.size());
        if (!leased || count <= 0) {
            return List.of();
        }
        List<StoredEvent> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StoredEvent event = queue.removeFirst();
            inFlight.addLast(event.number());
            batch.add(event);
        }
        return batch;
    }

    /** Every event delivered up to this number was handled. */
    void acknowledged(long number) {
        while (!inFlight.isEmpty() && inFlight.getFirst() <= number) {
            inFlight.removeFirst();
            handled++;
        }
    }

    /** Every event up to this number was acknowledged or passed over. */
    long checkpoint() {
        if (!inFlight.isEmpty()) {
            return Math.max(floor, inFlight.getFirst() - 1);
        }
        return queue.isEmpty() ? received : queue.getFirst().number() - 1;
    }

    /** How many events were acknowledged or passed over since this was last asked for. */
    int handled() {
        return handled;
    }

    /** The checkpoint is on its way to the storage. */
    void checkpointed() {
        handled = 0;
    }

    /** What is delivered; whatever does not pass need not be read. */
    EventFilter filter() {
        return filter;
    }

    /** The number up to which events were read. */
    long received() {
        return received;
    }

    boolean isLeased() {
        return leased;
    }

    SubscriptionState state() {
        if (!leased) {
            return idle;
        }
        if (!behind) {
            return SubscriptionState.SUBSCRIBED;
        }
        if (live && !wantsRead()) {
            return SubscriptionState.MAX_CAPACITY;
        }
        return queue.isEmpty() ? SubscriptionState.REQUEST_CATCH_UP : SubscriptionState.CATCHING_UP;
    }

    private void clear() {
        queue.clear();
        inFlight.clear();
        leased = false;
        live = false;
        behind = false;
        advancedSinceRead = false;
        handled = 0;
    }
}
