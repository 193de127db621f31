package dev.eventstore.core.subscriber;

import dev.eventstore.core.delivery.ByNumber;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an attachment has received, and what of it is not acknowledged, whether it was handed over yet or not: what the next
 * owner must know. Deliveries are counted over the life of the attachment. Confined to the mailbox of the attachment.
 */
final class Received {

    private final Deque<Long> held = new ArrayDeque<>();

    /** The partition keys of what is held, as the owner has told them. */
    private final Map<Long, String> keys = new HashMap<>();

    /** What was acknowledged here and lies above {@link #settled}. */
    private final ByNumber<Boolean> acknowledged = new ByNumber<>();

    private long sequence;
    private long replays;
    private long delivered;
    private long settled;
    private long generation;

    /**
     * Takes a delivery.
     *
     * @param handled how many of all events that were delivered before are acknowledged
     * @return whether it is new, and not repeated
     */
    boolean take(Deliver deliver, long handled) {
        if (deliver.sequence() <= sequence) {
            return false;
        }
        sequence = deliver.sequence();
        generation = deliver.generation();
        forget(handled);
        settled(deliver.settled());
        for (StoredEvent event : deliver.events()) {
            held.addLast(event.number());
        }
        keys.putAll(deliver.keys());
        // Where something was taken back, some may have been counted that never left.
        delivered = deliver.before() + deliver.events().size();
        return true;
    }

    /** Takes a replay; returns whether it is new. */
    boolean takeReplay(long number) {
        boolean isNew = number > replays;
        replays = Math.max(replays, number);
        return isNew;
    }

    /** How the subscription is: every event up to its checkpoint was acknowledged or passed over. */
    void told(Status status) {
        settled(status.checkpoint());
        generation = status.generation() == 0 ? generation : status.generation();
    }

    private void settled(long number) {
        settled = Math.max(settled, number);
        acknowledged.removeUpTo(settled);
    }

    /** What the next owner is told; it counts the messages of its deliveries from 1. */
    Standing standing(long number, boolean returning, long durable, long handled) {
        sequence = 0;
        replays = 0;
        forget(handled);
        return new Standing(
                number,
                returning,
                durable,
                settled,
                delivered - held.size(),
                acknowledged.numbers(),
                List.copyOf(held),
                Map.copyOf(keys),
                generation);
    }

    /** Everything was taken back: nothing counts as received or acknowledged any more. Returns whether that is new. */
    boolean takeBack(TakenBack message) {
        if (message.sequence() <= sequence) {
            return false;
        }
        sequence = message.sequence();
        held.clear();
        keys.clear();
        acknowledged.clear();
        settled = 0;
        return true;
    }

    private void forget(long handled) {
        while (!held.isEmpty() && delivered - held.size() < handled) {
            long number = held.removeFirst();
            keys.remove(number);
            if (number > settled) {
                acknowledged.put(number, true);
            }
        }
    }
}
