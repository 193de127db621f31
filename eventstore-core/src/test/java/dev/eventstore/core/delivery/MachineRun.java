package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.support.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One run of {@link SubscriptionMachine}s, one owner after another, beside a {@link MachineOracle}. Events are appended and read,
 * subscribers come, acknowledge, refuse, dawdle, lose messages, leave and die, leases are lost, reads fail, owners change, what
 * was refused is parked, replayed and given up, the subscription is deleted. For one thread.
 */
final class MachineRun {

    private static final int MOST_SEATS = 4;

    private final RandomGenerator random;
    private final EventFilter filter;
    private final boolean keyed;
    private final boolean refusals;
    private final MachineOracle oracle;
    private final int maxSize;
    private final MachineParking parking;
    private final List<MachineHolder> away = new ArrayList<>();
    private SubscriptionMachine machine = new SubscriptionMachine();
    private long lastCheckpoint;
    private long durable;
    private long ids;

    MachineRun(RandomGenerator random) {
        this.random = random;
        this.filter = random.nextBoolean() ? EventFilter.all() : EventFilter.types("wanted");
        this.keyed = random.nextInt(4) > 0;
        this.refusals = random.nextInt(3) > 0;
        int bufferSize = 1 + random.nextInt(5);
        this.maxSize = bufferSize + random.nextInt(20);
        this.oracle = new MachineOracle(bufferSize, keyed);
        this.parking = new MachineParking(random, oracle, this::isHeld);
        newMachine();
    }

    private void newMachine() {
        machine = new SubscriptionMachine();
        machine.options(filter, oracle::key, oracle.bufferSize(), maxSize);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        finish();
    }

    private boolean isHeld(long number) {
        return oracle.isOpen(number) || away.stream().anyMatch(each -> each.open.contains(number));
    }

    private void step() {
        switch (random.nextInt(refusals ? 20 : 16)) {
            case 0, 1 -> append();
            case 2, 3, 4 -> read(true);
            case 5, 6, 7 -> deliver(random.nextInt(3) > 0);
            case 8, 9 -> acknowledge();
            case 10 -> writeCheckpoint();
            case 11 -> join();
            case 12 -> leave();
            case 13 -> attachAgain();
            case 14 -> {
                if (random.nextInt(4) == 0) {
                    changeOwner();
                }
            }
            case 16, 17, 18, 19 -> parking.step();
            default -> {
                if (refusals && random.nextInt(40) == 0) {
                    delete();
                } else if (oracle.isLeased() && random.nextInt(8) == 0) {
                    machine.lost(SubscriptionState.DISCONNECTED);
                    oracle.lost();
                    parking.lost();
                } else if (!oracle.isLeased()) {
                    lease();
                }
            }
        }
    }

    /** Some events, with holes where others were deleted. */
    private void append() {
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 30 : 3);
        for (int i = 0; i < count; i++) {
            long number = oracle.head() + 1 + (random.nextInt(5) == 0 ? random.nextInt(3) : 0);
            String type = random.nextInt(3) > 0 ? "wanted" : "other";
            StoredEvent event = Events.stored(number, type, "key" + random.nextInt(5), 1);
            oracle.append(event, filter.accepts(type, event.stream()));
        }
        machine.advanced();
    }

    private void read(boolean troubled) {
        if (!machine.wantsRead()) {
            return;
        }
        machine.reading();
        int limit = 1 + random.nextInt(machine.room());
        List<StoredEvent> page = oracle.after(machine.received(), limit);
        boolean full = page.size() == limit;
        long readUpTo = full ? page.get(limit - 1).number() : Math.max(oracle.head(), machine.received());
        boolean fromStorage = random.nextBoolean();
        if (troubled && random.nextInt(4) == 0) {
            append();
        }
        if (troubled && random.nextInt(20) == 0) {
            return; // The read has failed.
        }
        machine.read(page, fromStorage ? machine.received() : readUpTo, full);
    }

    private void deliver(boolean toAll) {
        int mask = toAll ? -1 : random.nextInt();
        oracle.deliver(
                machine.deliver(id -> (mask >> id.getLeastSignificantBits() % 16 & 1) == 1),
                machine.received(),
                machine.checkpoint());
        if (toAll) {
            oracle.assertNobodyWaitsInVain(machine.received());
        }
    }

    private void acknowledge() {
        for (MachineHolder each : oracle.holders()) {
            if (random.nextInt(3) > 0) {
                machine.acknowledged(each.id, each.acknowledge(random.nextInt(each.open.size() + 1), oracle));
            }
        }
        machine.acknowledged(new UUID(9, 9), Long.MAX_VALUE); // Somebody whom it does not know.
    }

    private void writeCheckpoint() {
        if (oracle.isLeased()) {
            durable = Math.max(durable, machine.checkpoint());
            machine.checkpointed();
        }
    }

    private void lease() {
        parking.leased(machine, durable);
        lastCheckpoint = durable;
    }

    private void join() {
        if (oracle.holders().size() < MOST_SEATS) {
            MachineHolder fresh = new MachineHolder(new UUID(1, ++ids));
            machine.attached(fresh.id, 0);
            oracle.add(fresh);
        }
    }

    /** It leaves or dies, or is given up though it lives, and may come back later. */
    private void leave() {
        if (!oracle.holders().isEmpty()) {
            MachineHolder one =
                    oracle.holders().get(random.nextInt(oracle.holders().size()));
            machine.left(one.id);
            oracle.remove(one);
            if (oracle.isLeased() && random.nextBoolean()) {
                away.add(one);
            }
        }
    }

    /** One that is there has not got the last messages; or one that was given up comes back. */
    private void attachAgain() {
        if (!oracle.isLeased()) {
            return;
        }
        if (!away.isEmpty() && random.nextBoolean()) {
            MachineHolder back = away.remove(0);
            oracle.add(back);
            tell(back, false);
        } else if (!oracle.holders().isEmpty()) {
            MachineHolder one =
                    oracle.holders().get(random.nextInt(oracle.holders().size()));
            one.forgetLast(random.nextInt(one.open.size() + 1));
            tell(one, true);
        }
    }

    private void tell(MachineHolder one, boolean inTime) {
        machine.attached(one.id, one.delivered);
        boolean mayKeep = oracle.isOpenTo(one, machine.received());
        assertTrue(mayKeep || !inTime || oracle.hasHandledOneOf(one), "who tells in time keeps what it holds");
        boolean holds = machine.resumed(
                one.id, one.settled, List.copyOf(one.acknowledged), List.copyOf(one.open), oracle.keys(one.open));
        assertEquals(mayKeep, holds, "whether it keeps " + one.open);
        oracle.told(one);
        if (!holds) {
            one.takeBack();
        }
    }

    /** Another machine begins at the checkpoint; some tell what they have before it delivers, others later or never. */
    private void changeOwner() {
        if (!oracle.isLeased()) {
            return;
        }
        List<MachineHolder> before = new ArrayList<>(oracle.holders());
        before.forEach(oracle::remove);
        away.clear();
        newMachine();
        lease();
        for (MachineHolder each : before) {
            each.acknowledge(random.nextInt(each.open.size() + 1), null); // Nobody was there to be told.
            int when = random.nextInt(6);
            if (when == 0) {
                away.add(each);
            } else if (when > 1) {
                oracle.add(each);
                tell(each, true);
                read(true);
            }
        }
    }

    /** The subscription is deleted, which ends all that is attached to it; who comes then begins anew. */
    private void delete() {
        machine.lost(SubscriptionState.INITIAL);
        oracle.lost();
        oracle.holders().forEach(each -> {
            machine.left(each.id);
            oracle.remove(each);
        });
        away.clear();
        parking.deleted();
        durable = 0;
    }

    private void check() {
        if (!oracle.isLeased()) {
            assertTrue(machine.deliver(id -> true).isEmpty());
            assertTrue(
                    machine.state() == SubscriptionState.INITIAL || machine.state() == SubscriptionState.DISCONNECTED);
            return;
        }
        assertTrue(machine.room() >= 0, "more than " + maxSize + " are held");
        long checkpoint = machine.checkpoint();
        assertTrue(checkpoint >= lastCheckpoint, "the checkpoint went back to " + checkpoint);
        assertTrue(checkpoint <= oracle.head(), "the checkpoint " + checkpoint + " is above the head");
        oracle.assertCheckpoint(checkpoint, machine.received());
        lastCheckpoint = checkpoint;
    }

    /** Whatever happened, reading, delivering and acknowledging in turn comes to the end. */
    private void finish() {
        if (!oracle.isLeased()) {
            lease();
        }
        join();
        machine.advanced();
        for (int i = 0; i < 4 * oracle.size() + 10 && !isDone(); i++) {
            read(false);
            deliver(true);
            check();
            parking.replayAll();
            check();
            oracle.holders().forEach(each -> machine.acknowledged(each.id, each.acknowledge(each.open.size(), oracle)));
            check();
        }
        assertEquals(SubscriptionState.SUBSCRIBED, machine.state());
        assertEquals(oracle.head(), machine.checkpoint(), "everything was handled in the end");
        assertTrue(parking.isEmpty(), "nothing stays parked when all is replayed");
    }

    private boolean isDone() {
        return machine.state() == SubscriptionState.SUBSCRIBED
                && machine.checkpoint() == oracle.head()
                && parking.isEmpty();
    }
}
