package dev.eventstore.core.parked;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.delivery.ParkingLot;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.parking.ParkingStorage;
import dev.eventstore.core.spi.parking.ParkingStorage.Outcome;
import dev.eventstore.core.spi.parking.ParkingStorage.Park;
import dev.eventstore.core.spi.parking.ParkingStorage.Parked;
import dev.eventstore.core.spi.parking.ParkingStorage.Removal;
import dev.eventstore.core.spi.parking.ParkingStorage.Removed;
import dev.eventstore.core.spi.parking.ParkingStorage.Row;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is written of a subscription's parked events, under its lease: the lot follows what the storage says. Confined to the
 * mailbox of the process.
 */
final class ParkingWrites {

    private final StreamId stream;
    private final SubscriptionName name;
    private final ParkingLot lot;
    private final ParkingStorage storage;
    private final Owner owner;
    private final ParkingLane lane;

    ParkingWrites(
            StreamId stream,
            SubscriptionName name,
            ParkingLot lot,
            ParkingStorage storage,
            TimeSource time,
            Process.Self self,
            Owner owner) {
        this.stream = stream;
        this.name = name;
        this.lot = lot;
        this.storage = storage;
        this.owner = owner;
        this.lane = new ParkingLane(lot, time, self);
    }

    boolean isIdle() {
        return lane.isIdle();
    }

    void list(Consumer<List<ParkedEvent>> done, Runnable over) {
        lane.add(deadline -> storage.list(stream, name, deadline), done, over);
    }

    /**
     * Parks events, with the checkpoint that is reached by that: whoever gives one of them up afterwards does not see it again,
     * also if this owner ends before it knows.
     */
    void park(List<Row> rows, Runnable over, Consumer<Parked> done) {
        long token = lot.token();
        Set<Long> numbers = rows.stream().map(Row::number).collect(Collectors.toSet());
        lane.add(
                deadline -> storage.park(new Park(stream, name, token, lot.checkpointWith(numbers), rows, deadline)),
                parked -> {
                    if (parked.held()) {
                        done.accept(parked);
                        owner.changed();
                    } else {
                        over.run();
                        owner.leaseLost();
                    }
                },
                over);
    }

    void remove(long number, @Nullable String key, Runnable over, Consumer<Removed> done) {
        OptionalLong token = OptionalLong.of(lot.token());
        lane.add(
                deadline -> storage.remove(new Removal(stream, name, token, number, key, deadline)),
                removed -> {
                    if (removed.outcome() == Outcome.NOT_HELD) {
                        over.run();
                        owner.leaseLost();
                        return;
                    }
                    if (removed.outcome() != Outcome.BEHIND) {
                        lot.remove(number);
                        if (key != null && removed.next().isEmpty()) {
                            lot.free(key);
                        }
                    }
                    done.accept(removed);
                    owner.changed();
                },
                over);
    }
}
