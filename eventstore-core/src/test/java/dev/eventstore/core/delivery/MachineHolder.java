package dev.eventstore.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subscriber of a {@link MachineOracle}, as it sees itself. For one thread. */
final class MachineHolder {

    final UUID id;
    final List<Long> open = new ArrayList<>();
    final TreeSet<Long> acknowledged = new TreeSet<>();

    /** Those of the open ones that the owner has passed over, since they are parked. */
    final TreeSet<Long> passed = new TreeSet<>();

    long delivered;
    long settled;
    long served;

    MachineHolder(UUID id) {
        this.id = id;
    }

    /** Handles the first of what it has open; returns how many of all that were delivered it has handled. */
    long acknowledge(int count, @Nullable MachineOracle told) {
        List<Long> done = open.subList(0, count);
        acknowledged.addAll(done);
        if (told != null) {
            told.acknowledged(done);
        }
        done.clear();
        return delivered - open.size();
    }

    /** The last of what it was sent has not arrived. */
    void forgetLast(int count) {
        open.subList(open.size() - count, open.size()).clear();
        delivered -= count;
    }

    /** Whether it has it open, and would give it back. */
    boolean has(long number) {
        return open.contains(number) && !passed.contains(number);
    }

    void takeBack() {
        open.clear();
        passed.clear();
        acknowledged.clear();
        settled = 0;
    }
}
