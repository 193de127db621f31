package dev.eventstore.core.subscriber;

import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What an attachment has received, and what of it is not acknowledged, whether it was handed over yet or not: what the next
 * owner must know. Confined to the mailbox of the attachment.
 */
final class Received {

    private final Deque<Long> held = new ArrayDeque<>();
    private long sequence;
    private long upTo;
    private long generation;

    /** Takes a delivery; returns whether it is new. Up to a number everything was acknowledged. */
    boolean take(Deliver deliver, long acknowledged) {
        if (deliver.sequence() <= sequence) {
            return false;
        }
        sequence = deliver.sequence();
        generation = deliver.generation();
        forget(acknowledged);
        for (StoredEvent event : deliver.events()) {
            held.addLast(event.number());
            upTo = event.number();
        }
        return true;
    }

    /** What the next owner is told; it counts its deliveries from 1. */
    Standing standing(long number, boolean returning, long durable, long acknowledged) {
        sequence = 0;
        forget(acknowledged);
        return new Standing(number, returning, durable, acknowledged, upTo, List.copyOf(held), generation);
    }

    /** Which generation of the subscription the numbers are of. */
    long generation() {
        return generation;
    }

    /** Everything was taken back: nothing counts as received. */
    void takeBack() {
        held.clear();
        upTo = 0;
    }

    private void forget(long acknowledged) {
        while (!held.isEmpty() && held.getFirst() <= acknowledged) {
            held.removeFirst();
        }
    }
}
