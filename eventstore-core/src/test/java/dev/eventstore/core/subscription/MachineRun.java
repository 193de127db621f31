package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.support.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * One run of a {@link SubscriptionMachine} beside an oracle, which knows all events and what was handled. The oracle is a list
 * and a set: what is delivered must be the next wanted event after the lease's checkpoint, and no checkpoint may stand above an
 * event that was not acknowledged. For one thread.
 */
final class MachineRun {

    private final RandomGenerator random;
    private final SubscriptionMachine machine = new SubscriptionMachine();
    private final EventFilter filter;
    private final int bufferSize;
    private final int maxSize;

    private final List<StoredEvent> log = new ArrayList<>();
    private final TreeSet<Long> everHandled = new TreeSet<>();
    private long head;
    private long durable;

    private boolean leased;
    private long lastDelivered;
    private long lastCheckpoint;
    private final TreeSet<Long> open = new TreeSet<>();

    MachineRun(RandomGenerator random) {
        this.random = random;
        this.filter = random.nextBoolean() ? EventFilter.all() : EventFilter.types("wanted");
        this.bufferSize = 1 + random.nextInt(6);
        this.maxSize = bufferSize + random.nextInt(12);
        machine.attached(filter, bufferSize, maxSize);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        finish();
    }

    private void step() {
        switch (random.nextInt(11)) {
            case 0, 1 -> append();
            case 2, 3, 4 -> read(true);
            case 5, 6 -> deliver();
            case 7 -> acknowledge();
            case 8 -> writeCheckpoint();
            case 9 -> resume();
            default -> {
                if (random.nextInt(6) == 0) {
                    loseLease();
                } else if (!leased) {
                    lease();
                }
            }
        }
    }

    /** Some events, with holes where others were deleted. */
    private void append() {
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 30 : 3);
        for (int i = 0; i < count; i++) {
            head += 1 + (random.nextInt(5) == 0 ? random.nextInt(3) : 0);
            log.add(Events.stored(head, random.nextInt(3) > 0 ? "wanted" : "other", "order", 1));
        }
        machine.advanced();
    }

    private void read(boolean troubled) {
        if (!machine.wantsRead()) {
            return;
        }
        machine.reading();
        int limit = 1 + random.nextInt(machine.room());
        List<StoredEvent> page = log.stream()
                .filter(event -> event.number() > machine.received())
                .limit(limit)
                .toList();
        boolean full = page.size() == limit;
        long readUpTo = full ? page.get(limit - 1).number() : Math.max(head, machine.received());
        boolean fromStorage = random.nextBoolean();
        if (troubled && random.nextInt(4) == 0) {
            append();
        }
        if (troubled && random.nextInt(20) == 0) {
            return; // The read has failed.
        }
        machine.read(page, fromStorage ? machine.received() : readUpTo, full);
    }

    private void deliver() {
        for (StoredEvent event : machine.deliver()) {
            assertTrue(leased, "nothing is delivered without a lease");
            StoredEvent next = log.stream()
                    .filter(each -> each.number() > lastDelivered && wanted(each))
                    .findFirst()
                    .orElseThrow();
            assertEquals(next.number(), event.number(), "the next wanted event");
            lastDelivered = event.number();
            open.add(event.number());
        }
    }

    private void acknowledge() {
        if (open.isEmpty()) {
            machine.acknowledged(random.nextLong(head + 1));
            open.clear();
            return;
        }
        List<Long> numbers = List.copyOf(open);
        long number = numbers.get(random.nextInt(numbers.size()));
        machine.acknowledged(number);
        everHandled.addAll(open.headSet(number, true));
        open.headSet(number, true).clear();
    }

    private void writeCheckpoint() {
        if (leased) {
            durable = Math.max(durable, machine.checkpoint());
            machine.checkpointed();
        }
    }

    private void lease() {
        machine.leased(durable);
        leased = true;
        lastDelivered = durable;
        lastCheckpoint = durable;
    }

    /** The subscriber attaches again, and may not have received the last of what was delivered. */
    private void resume() {
        if (!leased) {
            return;
        }
        long acknowledged = open.isEmpty() ? lastDelivered : open.first() - 1;
        List<Long> held = open.stream().limit(random.nextInt(open.size() + 1)).toList();
        boolean all = held.size() == open.size();
        lastDelivered = all ? lastDelivered : held.isEmpty() ? acknowledged : held.get(held.size() - 1);
        open.retainAll(held);
        machine.resumed(acknowledged, lastDelivered, held);
    }

    private void loseLease() {
        machine.lost(SubscriptionState.DISCONNECTED);
        leased = false;
        open.clear();
    }

    private void check() {
        if (!leased) {
            assertEquals(List.of(), machine.deliver());
            assertTrue(
                    machine.state() == SubscriptionState.INITIAL || machine.state() == SubscriptionState.DISCONNECTED);
            return;
        }
        assertTrue(open.size() <= bufferSize, open + " exceed the buffer of " + bufferSize);
        assertTrue(machine.room() >= 0, "more than " + maxSize + " are held");
        long checkpoint = machine.checkpoint();
        assertTrue(checkpoint >= lastCheckpoint, "the checkpoint went back to " + checkpoint);
        assertTrue(checkpoint <= head, "the checkpoint " + checkpoint + " is above the head " + head);
        log.stream()
                .filter(event -> event.number() <= checkpoint && wanted(event))
                .forEach(event -> assertTrue(
                        everHandled.contains(event.number()),
                        "checkpoint " + checkpoint + " stands above " + event.number() + ", which was not handled"));
        lastCheckpoint = checkpoint;
    }

    /** Whatever happened, reading, delivering and acknowledging in turn comes to the end. */
    private void finish() {
        if (!leased) {
            lease();
        }
        machine.advanced();
        for (int i = 0; i < 2 * log.size() + 10 && machine.state() != SubscriptionState.SUBSCRIBED; i++) {
            finishSome();
        }
        finishSome();
        assertEquals(SubscriptionState.SUBSCRIBED, machine.state());
        while (!open.isEmpty() || machine.checkpoint() < lastWanted()) {
            finishSome();
        }
        assertEquals(head, machine.checkpoint(), "everything was handled in the end");
    }

    private void finishSome() {
        read(false);
        deliver();
        check();
        acknowledge();
        check();
    }

    private long lastWanted() {
        return log.stream()
                .filter(this::wanted)
                .mapToLong(StoredEvent::number)
                .max()
                .orElse(0);
    }

    private boolean wanted(StoredEvent event) {
        return filter.accepts(event.type(), event.stream());
    }
}
