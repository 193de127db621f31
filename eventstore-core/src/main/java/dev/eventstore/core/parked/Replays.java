package dev.eventstore.core.parked;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.parking.ParkingStorage.Removed;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ParkingMessages.Handed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replays under way: of each key the event at the front is read and handed to a subscriber, which has one at a time.
 * Confined to the mailbox of the process.
 */
final class Replays {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final StreamId stream;
    private final SubscriptionName name;
    private final SubscriptionMachine machine;
    private final Storage storage;
    private final TimeSource time;
    private final Process.Self self;
    private final Owner owner;
    private final Consumer<ReplayRun> gone;
    private final List<ReplayRun> runs = new ArrayList<>();
    private long token;

    /**
     * No replays.
     *
     * @param gone takes a run whose event does not exist any more
     */
    Replays(
            StreamId stream,
            SubscriptionName name,
            SubscriptionMachine machine,
            Storage storage,
            TimeSource time,
            Process.Self self,
            Owner owner,
            Consumer<ReplayRun> gone) {
        this.stream = stream;
        this.name = name;
        this.machine = machine;
        this.storage = storage;
        this.time = time;
        this.self = self;
        this.owner = owner;
        this.gone = gone;
    }

    /**
     * Begins what is not under way.
     *
     * @param parked all that is parked, in order
     * @param number which event must be at the front of its key; 0 for all
     * @return how many of those are under way now
     */
    int begin(List<ParkedEvent> parked, long number) {
        forgetOld();
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (ParkedEvent each : parked) {
            boolean front = each.key().map(seen::add).orElse(true);
            if (front) {
                each.key().ifPresent(key -> machine.lot().free(key, each.number()));
            }
            if (front && (number == 0 || each.number() == number)) {
                count++;
                if (runs.stream().noneMatch(run -> isOf(run, each))) {
                    runs.add(new ReplayRun(each.key().orElse(null), each.number(), each.attempts()));
                }
            }
        }
        return count;
    }

    private static boolean isOf(ReplayRun run, ParkedEvent event) {
        return run.key == null
                ? run.number == event.number()
                : event.key().filter(run.key::equals).isPresent();
    }

    /** The run whose event an attachment has, by the handing over that it names. */
    Optional<ReplayRun> at(UUID attachment, long number, long position, @Nullable Handed handed) {
        forgetOld();
        return runs.stream()
                .filter(run -> run.isMeant(attachment, number, position, handed))
                .findFirst();
    }

    /** Whether somebody has an event that is replayed. */
    boolean isUnderWay(long number) {
        forgetOld();
        return runs.stream().anyMatch(run -> run.number == number && run.holder != null);
    }

    /** The run of an event that nobody has yet. */
    Optional<ReplayRun> waiting(long number) {
        return runs.stream()
                .filter(run -> run.number == number && run.holder == null)
                .findFirst();
    }

    /** An event is not parked any more; the answer to a message that was repeated is told twice, and says nothing new then. */
    void goOn(ReplayRun run, long number, Removed removed) {
        if (run.number != number) {
            return;
        }
        if (removed.next().isPresent()) {
            run.next(removed.next().getAsLong(), removed.attempts().orElse(0));
        } else {
            end(run);
        }
    }

    void end(ReplayRun run) {
        runs.remove(run);
    }

    /** An attachment is there anew: what it had before is not its own any more. */
    void attached(UUID attachment) {
        runs.removeIf(run -> run.isAt(attachment));
    }

    /**
     * Does whatever is due.
     *
     * @param settled whether nothing that is parked is about to change, so that an event may be handed over
     */
    void pump(boolean settled) {
        forgetOld();
        runs.removeIf(run -> run.holder != null
                ? !machine.has(run.holder.attachment())
                : machine.lot().isBehind(run.key, run.number));
        for (ReplayRun run : List.copyOf(runs)) {
            StoredEvent event = run.event;
            if (event == null && !run.reading) {
                read(run);
            } else if (settled
                    && event != null
                    && run.holder == null
                    && !machine.lot().isBusy(run.key, run.number)) {
                run.holder = owner.replay(event, run.attempts, this::isIdle).orElse(null);
            }
        }
    }

    private boolean isIdle(UUID attachment) {
        return runs.stream().noneMatch(run -> run.isAt(attachment));
    }

    private void read(ReplayRun run) {
        run.reading = true;
        long number = run.number;
        Optional<ReadRequest.Lease> lease =
                stream.isAll() ? Optional.empty() : Optional.of(new ReadRequest.Lease(name, token));
        storage.read(new ReadRequest(stream, false, number, 1, Deadline.after(time, TIMEOUT), lease))
                .whenComplete((page, failure) -> self.run(() -> {
                    if (failure != null) {
                        time.schedule(
                                RETRY,
                                () -> self.run(() -> {
                                    run.reading = false;
                                    owner.changed();
                                }));
                        return;
                    }
                    run.reading = false;
                    if (runs.contains(run) && !page.isEmpty() && page.get(0).number() == number) {
                        run.event = page.get(0);
                        owner.changed();
                    } else if (runs.contains(run)) {
                        gone.accept(run);
                    }
                }));
    }

    /** What was under way under another lease is not any more. */
    private void forgetOld() {
        if (token != machine.lot().token()) {
            token = machine.lot().token();
            runs.clear();
        }
    }
}
