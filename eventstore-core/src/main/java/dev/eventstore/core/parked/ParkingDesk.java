package dev.eventstore.core.parked;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.delivery.ParkingLot;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.parking.ParkingStorage.Parked;
import dev.eventstore.core.spi.parking.ParkingStorage.Row;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.ParkingMessages.Count;
import dev.eventstore.core.wire.ParkingMessages.FromAttachment;
import dev.eventstore.core.wire.ParkingMessages.NowParked;
import dev.eventstore.core.wire.ParkingMessages.ParkEvent;
import dev.eventstore.core.wire.ParkingMessages.ReplayFailed;
import dev.eventstore.core.wire.ParkingMessages.ReplayParked;
import dev.eventstore.core.wire.ParkingMessages.Replayed;
import dev.eventstore.core.wire.ParkingMessages.SkipParked;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where events are parked, replayed and skipped: it answers what attachments and administrators ask the process of a
 * subscription. Confined to its mailbox.
 */
public final class ParkingDesk {

    private static final int MAX_STEP = 100;

    private final StreamId stream;
    private final SubscriptionName name;
    private final SubscriptionMachine machine;
    private final ParkingLot lot;
    private final Storage storage;
    private final Observer observer;
    private final Owner owner;
    private final ParkingWrites writes;
    private final Replays replays;
    private final Skips skips;
    private int maxParked = 1;

    /** The desk of one subscription. */
    public ParkingDesk(
            StreamId stream,
            SubscriptionName name,
            SubscriptionMachine machine,
            Storage storage,
            TimeSource time,
            Observer observer,
            Process.Self self,
            Owner owner) {
        this.stream = stream;
        this.name = name;
        this.machine = machine;
        this.lot = machine.lot();
        this.storage = storage;
        this.observer = observer;
        this.owner = owner;
        this.writes = new ParkingWrites(stream, name, lot, storage.parking(), time, self, owner);
        this.replays = new Replays(stream, name, machine, storage, time, self, owner, this::gone);
        this.skips = new Skips(stream, name, lot, storage.parking(), writes, replays);
    }

    /** An attachment is there, or there again; the options of all of them are the same. */
    public void attached(UUID attachment, int newMaxParked) {
        maxParked = newMaxParked;
        replays.attached(attachment);
    }

    /**
     * Answers what is asked, or says that it is not understood.
     *
     * @return completes when the process may take its next turn
     */
    public CompletionStage<Void> handle(Ask ask) {
        Message message = ask.message();
        if (message instanceof FromAttachment told) {
            if (lot.token() == 0 || !machine.has(told.attachment())) {
                refuse(ask);
            } else if (told instanceof ParkEvent park) {
                park(ask, park);
            } else if (told instanceof Replayed replayed) {
                replayed(ask, replayed);
            } else if (told instanceof ReplayFailed failed) {
                replayFailed(ask, failed);
            }
        } else if (message instanceof ReplayParked replay) {
            replay(ask, replay.number());
        } else if (message instanceof SkipParked skip && lot.token() == 0) {
            return skips.unowned(ask, skip.number());
        } else if (message instanceof SkipParked skip) {
            skips.skip(ask, skip.number());
        } else {
            ask.answer()
                    .completeExceptionally(new NotSupportedException("a subscription does not understand "
                            + message.getClass().getSimpleName()));
        }
        return CompletableFuture.completedStage(null);
    }

    /** Does whatever is due: parks what waits behind others, hands out what is replayed. */
    public void pump() {
        if (lot.token() == 0) {
            return;
        }
        replays.pump(writes.isIdle());
        List<ParkingLot.Waiting> behind = writes.isIdle() ? lot.waiting(MAX_STEP) : List.of();
        if (behind.isEmpty()) {
            return;
        }
        if (lot.size() + behind.size() > maxParked) {
            owner.end(full(lot.size() + behind.size()));
            return;
        }
        List<Row> rows = behind.stream()
                .map(each -> row(each.event(), each.key(), null, 0))
                .toList();
        writes.park(rows, () -> {}, parked -> parkedBehind(behind, parked));
    }

    private void parkedBehind(List<ParkingLot.Waiting> behind, Parked parked) {
        for (ParkingLot.Waiting each : behind) {
            if (parked.free().contains(each.event().number())) {
                lot.free(each.key(), each.event().number());
            } else {
                lot.add(each.event().number(), each.key());
            }
        }
        tell(behind.size() - parked.free().size());
    }

    private void park(Ask ask, ParkEvent failed) {
        List<StoredEvent> held = lot.held(failed.attachment(), failed.number());
        List<Long> parkedThere = lot.parkedAt(failed.attachment(), failed.number());
        if (lot.isGone(failed.attachment(), failed.number())) {
            // Nothing is left to be parked, nor to be handled.
            ask.answer().complete(new NowParked(List.of(failed.number())));
            return;
        }
        if (held.isEmpty() ? parkedThere.isEmpty() : held.get(0).position() != failed.position()) {
            refuse(ask);
            return;
        }
        if (!parkedThere.isEmpty()) {
            ask.answer().complete(new NowParked(parkedThere));
            return;
        }
        if (lot.size() + held.size() > maxParked) {
            ask.answer().completeExceptionally(full(lot.size() + held.size()));
            return;
        }
        String key = lot.keyInFlight(failed.attachment(), failed.number());
        lot.close(key, failed.number());
        List<Row> rows = held.stream()
                .map(event -> event.number() == failed.number()
                        ? row(event, key, failed.error(), failed.attempts())
                        : row(event, key, null, 0))
                .toList();
        writes.park(rows, () -> refuse(ask), parked -> {
            List<Long> stay = held.stream()
                    .map(StoredEvent::number)
                    .filter(number -> !parked.free().contains(number))
                    .toList();
            stay.forEach(number -> lot.add(number, key));
            tell(stay.size());
            ask.answer().complete(new NowParked(stay));
        });
    }

    private void replayed(Ask ask, Replayed replayed) {
        ReplayRun run = replays.at(replayed.attachment(), replayed.number(), replayed.position(), replayed.handed())
                .orElse(null);
        if (run != null) {
            writes.remove(run.number, run.key, () -> refuse(ask), removed -> {
                ask.answer().complete(new Message.Done());
                replays.goOn(run, replayed.number(), removed);
            });
        } else if (lot.isParked(replayed.number())) {
            refuse(ask);
        } else {
            ask.answer().complete(new Message.Done());
        }
    }

    /** The event of a run does not exist any more, so nothing is there to be handled. */
    private void gone(ReplayRun run) {
        long number = run.number;
        writes.remove(number, run.key, () -> {}, removed -> replays.goOn(run, number, removed));
    }

    private void replayFailed(Ask ask, ReplayFailed failed) {
        ReplayRun run = replays.at(failed.attachment(), failed.number(), failed.position(), failed.handed())
                .orElse(null);
        if (run == null || run.event == null) {
            refuse(ask);
            return;
        }
        Row row = row(run.event, run.key, failed.error(), failed.attempts());
        writes.park(List.of(row), () -> refuse(ask), parked -> {
            replays.end(run);
            ask.answer().complete(new Message.Done());
        });
    }

    private void replay(Ask ask, long number) {
        if (!owner.hasSubscribers()) {
            ask.answer()
                    .completeExceptionally(new SubscriptionRefusedException(
                            stream,
                            name,
                            Reason.NO_SUBSCRIBER,
                            "nobody is attached that could handle a replayed event. Attach a subscriber first"));
        } else if (lot.token() == 0) {
            ask.answer().completeExceptionally(skips.heldElsewhere());
        } else {
            writes.list(
                    parked -> {
                        ask.answer().complete(new Count(replays.begin(parked, number)));
                        owner.changed();
                    },
                    () -> refuse(ask));
        }
    }

    private static Row row(StoredEvent event, @Nullable String key, @Nullable String error, int attempts) {
        return new Row(event.number(), event.position(), key, error, attempts);
    }

    private void tell(int events) {
        if (events > 0) {
            observer.parked(stream, name, events, lot.size());
        }
    }

    private void refuse(Ask ask) {
        ask.answer().completeExceptionally(new LeaseLostException(stream, name));
    }

    private LimitExceededException full(int events) {
        return new LimitExceededException("max-parked", events, maxParked);
    }
}
