package dev.eventstore.core.delivery;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

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
 *
 *  one event:    read --wanted--> waits in its key's queue --delivered--> in flight at a seat --acknowledged--> handled
 *                                        ^                                       |
 *                                        +---- the seat is left or taken back ---+
 * </pre>
 *
 * <p>The state is computed from what is held, never kept beside it, so no timer and no order of arrival can make the two
 * disagree. The window has every wanted event from the first that is not handled up to {@link #received()}: so the checkpoint,
 * which is just below it, passes nothing over, whoever acknowledges in whatever order.
 *
 * <p>An event with a key goes to whoever has an earlier one of the key in flight, else, like one without, to the seat with room
 * that was served longest ago; the lowest number first. Confined to the mailbox of its process.
 */
public final class SubscriptionMachine {

    private final Map<UUID, Seat> seats = new LinkedHashMap<>();
    private final KeyQueues queues = new KeyQueues();
    private final Window window = new Window(queues);
    private final ParkingLot lot = new ParkingLot(seats, window, queues);
    private EventFilter filter = EventFilter.all();
    private Function<StoredEvent, Optional<String>> keys = event -> Optional.empty();
    private int bufferSize = 1;
    private int maxSize = 1;
    private SubscriptionState idle = SubscriptionState.INITIAL;
    private boolean leased;
    private boolean live;
    private boolean behind;
    private boolean advancedSinceRead;
    private long turn;

    /** From now on it is about these events, with these keys and bounds; for a machine without seats. */
    public void options(
            EventFilter newFilter, Function<StoredEvent, Optional<String>> newKeys, int newBufferSize, int newMaxSize) {
        filter = newFilter;
        keys = newKeys;
        bufferSize = newBufferSize;
        maxSize = newMaxSize;
    }

    /** An attachment is there, or there again, to which so many events were delivered in its life; it holds nothing yet. */
    public void attached(UUID attachment, long delivered) {
        left(attachment);
        seats.put(attachment, new Seat(attachment, delivered));
    }

    /** An attachment is there no more: what it had in flight waits again, before all that is higher. */
    public void left(UUID attachment) {
        Seat seat = seats.remove(attachment);
        if (seat != null) {
            window.putBack(seat);
        }
    }

    /** What is parked. */
    public ParkingLot lot() {
        return lot;
    }

    /** Whether an attachment is there. */
    public boolean has(UUID attachment) {
        return seats.containsKey(attachment);
    }

    /** A lease was taken of a subscription that has nothing parked. */
    public void leased(long checkpoint) {
        leased(0, checkpoint, List.of());
    }

    /** The lease was taken: everything starts at the checkpoint, and this is parked. */
    public void leased(long token, long checkpoint, List<ParkedKey> parked) {
        clear();
        leased = true;
        behind = true;
        window.start(checkpoint);
        lot.leased(token, parked);
    }

    /**
     * An attachment tells, under the lease and before it gets anything, what it has from before.
     *
     * @param settled every event up to here was handled, by whomever
     * @param acknowledged what it has handled above that
     * @param held what it has received and not handled, in the order of delivery
     * @param heldKeys the partition keys of those that have one
     * @return true: it holds that, in flight; false: something of it was handled or is in flight elsewhere, or would overtake,
     *     so it holds nothing any more
     */
    public boolean resumed(
            UUID attachment, long settled, List<Long> acknowledged, List<Long> held, Map<Long, String> heldKeys) {
        Seat seat = Objects.requireNonNull(seats.get(attachment), "the attachment is not there");
        behind = true;
        window.told(settled, acknowledged);
        return window.holds(seat, held, heldKeys);
    }

    /** The lease is gone: what is held will be delivered again under another, to the same seats or others. */
    public void lost(SubscriptionState state) {
        clear();
        idle = state;
    }

    /** A read of what follows {@link #received()} begins. */
    public void reading() {
        advancedSinceRead = false;
    }

    /**
     * Events were read.
     *
     * @param events those after {@link #received()}, in order
     * @param upTo there are no others up to this number
     * @param more whether there may be more right now
     */
    public void read(List<StoredEvent> events, long upTo, boolean more) {
        for (StoredEvent event : events) {
            if (event.number() <= window.received()) {
                continue;
            }
            window.passOver(event.number() - 1);
            if (filter.accepts(event.type(), event.stream())) {
                window.enter(event, keys.apply(event));
            } else {
                window.passOver(event.number());
            }
        }
        window.passOver(upTo);
        behind = more || advancedSinceRead;
        live |= !behind;
    }

    /** There may be new events. */
    public void advanced() {
        behind = true;
        advancedSinceRead = true;
    }

    /**
     * Whether what follows {@link #received()} should be read now: when nothing waits, or a good page has room; and what
     * attachments have from another owner, since it cannot be parked before, and all may wait for that.
     */
    public boolean wantsRead() {
        return leased && behind && room() > 0 && (queues.isEmpty() || window.isToldAhead() || hasRoomForPage());
    }

    private boolean hasRoomForPage() {
        return room() * 2 >= maxSize || room() * 8 >= maxSize && isHungry();
    }

    /** Whether a seat has room while all that waits is for others. */
    private boolean isHungry() {
        return seats.values().stream().anyMatch(seat -> hasRoom(seat) && queues.next(List.of(seat)) == null);
    }

    /** How many events there is room for. */
    public int room() {
        return maxSize - window.size();
    }

    /** How many events were read and are not handled. */
    public int held() {
        return window.size();
    }

    private boolean hasRoom(Seat seat) {
        return seat.load() < bufferSize;
    }

    /**
     * The events that are handed out now, which are in flight from then on.
     *
     * @param ready which attachments a delivery would reach at once
     * @return a batch for each that gets some
     */
    public Map<UUID, Batch> deliver(Predicate<UUID> ready) {
        if (!leased || queues.isEmpty()) {
            return Map.of();
        }
        Map<UUID, Batch> batches = new LinkedHashMap<>();
        List<Seat> open = new ArrayList<>(seats.values());
        open.removeIf(seat -> !hasRoom(seat) || !ready.test(seat.id));
        for (KeyQueue next = queues.next(open); next != null; next = queues.next(open)) {
            Seat seat = next.holder != null ? next.holder : Seat.servedLongestAgo(open);
            Slot slot = Objects.requireNonNull(next.waiting.first());
            queues.leave(slot);
            queues.fly(slot, seat);
            Batch batch = batches.get(seat.id);
            if (batch == null) {
                batch = new Batch(seat.delivered(), new ArrayList<>(), new LinkedHashMap<>());
                batches.put(seat.id, batch);
            }
            seat.deliver(slot, ++turn);
            batch.events().add(Objects.requireNonNull(slot.event));
            if (next.key != null) {
                batch.keys().put(slot.number, next.key);
            }
            if (!hasRoom(seat)) {
                open.remove(seat);
            }
        }
        return batches;
    }

    /** An attachment has handled this many of all that was delivered to it in its life. */
    public void acknowledged(UUID attachment, long upTo) {
        Seat seat = seats.get(attachment);
        if (seat == null) {
            return;
        }
        for (Slot slot = seat.handled(upTo); slot != null; slot = seat.handled(upTo)) {
            window.handled(slot, seat);
        }
        window.trim();
    }

    /** Every event up to this number was acknowledged or passed over. */
    public long checkpoint() {
        return window.checkpoint();
    }

    /** What is delivered; whatever does not pass need not be read. */
    public EventFilter filter() {
        return filter;
    }

    /** How many events were acknowledged or passed over since this was last asked for. */
    public int handled() {
        return window.handled();
    }

    /** The checkpoint is on its way to the storage. */
    public void checkpointed() {
        window.checkpointed();
    }

    /** The number up to which events were read. */
    public long received() {
        return window.received();
    }

    /** How many events are in flight at all seats. */
    public int inFlight() {
        return seats.values().stream().mapToInt(Seat::load).sum();
    }

    /** Whether there is a lease. */
    public boolean isLeased() {
        return leased;
    }

    /** What the subscription does at the moment. */
    public SubscriptionState state() {
        if (!leased) {
            return idle;
        }
        if (!behind) {
            return SubscriptionState.SUBSCRIBED;
        }
        if (live && !wantsRead()) {
            return SubscriptionState.MAX_CAPACITY;
        }
        return queues.isEmpty() ? SubscriptionState.REQUEST_CATCH_UP : SubscriptionState.CATCHING_UP;
    }

    private void clear() {
        window.clear();
        lot.clear();
        seats.values().forEach(Seat::clear);
        leased = false;
        live = false;
        behind = false;
        advancedSinceRead = false;
    }
}
