package dev.eventstore.core.registry;

import dev.eventstore.api.error.StorageException;
import dev.eventstore.core.cluster.AgreedSettings;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import dev.eventstore.core.rounds.Rounds;
import dev.eventstore.core.spi.storage.ClusterStorage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What rounds ask the storage; its answers come back as turns. Thread-safe. */
final class RoundsStorage {

    private static final Logger LOG = LoggerFactory.getLogger(RoundsStorage.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration RAISE_PATIENCE = Duration.ofSeconds(30);

    private final ClusterStorage storage;
    private final Map<String, String> agreed;
    private final TimeSource time;
    private final Duration patience;
    private final Turns turns;
    private volatile Optional<String> store = Optional.empty();

    RoundsStorage(ClusterStorage storage, Map<String, String> agreed, TimeSource time, Duration patience, Turns turns) {
        this.storage = storage;
        this.agreed = agreed;
        this.time = time;
        this.patience = patience;
        this.turns = turns;
    }

    /** From now on no other storage will do than the one of this name. */
    void store(String name) {
        store = Optional.of(name);
    }

    void readEpoch(RoundId round, Rounds rounds) {
        answer(storage.epoch(soon()), round, rounds, epoch -> rounds.epochRead(round, epoch));
    }

    void claim(RoundId round, long expected, Rounds rounds) {
        answer(
                storage.claimEpoch(expected, id(round), soon()),
                round,
                rounds,
                granted -> rounds.claimed(round, granted));
    }

    /** A round claims once, however often it says so. */
    private static UUID id(RoundId round) {
        String text = round.by().incarnation() + "/" + round.number();
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Raises the epoch of a storage that went back, if it is the same storage, and reads it. */
    void raise(RoundId round, long known, Rounds rounds, BooleanSupplier left) {
        LOG.error(
                "the storage went back: it was restored, or failed over to a server that lagged. The epoch is raised beyond {};"
                        + " all nodes stop what runs, forget what they know, and go on with what is stored",
                known);
        CompletionStage<Long> raised = admits().thenCompose(
                        same -> storage.raiseEpoch(known + ClusterStorage.LEAP, Deadline.after(time, RAISE_PATIENCE)))
                .thenCompose(done -> storage.epoch(soon()));
        raised.whenComplete((epoch, failure) -> {
            if (failure != null && Failures.unwrap(failure) instanceof StorageException unlike) {
                turns.run(() -> unready(unlike, rounds, left));
            }
        });
        answer(raised, round, rounds, epoch -> rounds.epochRead(round, epoch));
    }

    /**
     * Completes if the storage can be reached, is the one that this node began with, and the settings agree; else this node can
     * be no member.
     */
    CompletionStage<Void> admits() {
        // What is not there must not be written: then it is another storage, or one from before the first node.
        Map<String, String> wanted = store.isPresent() ? Map.of() : agreed;
        return storage.agree(wanted, soon()).thenAccept(stored -> {
            store.ifPresent(name -> AgreedSettings.checkStore(name, stored));
            AgreedSettings.check(agreed, stored);
        });
    }

    /** Not a member until the storage answers again, is the same, and the settings agree. */
    void unready(Throwable failure, Rounds rounds, BooleanSupplier left) {
        if (failure instanceof StorageException) {
            LOG.error("this node leaves its view: {}", failure.getMessage());
            rounds.withdraw();
        } else {
            LOG.warn("this node takes no part in views for now: {}", failure.getMessage());
            rounds.readiness(false);
        }
        whenAdmitted(() -> {
            if (!left.getAsBoolean()) {
                rounds.readiness(true);
            }
        });
    }

    /** Asks again and again until it can be a member. */
    private void whenAdmitted(Runnable ready) {
        time.schedule(
                PAUSE,
                () -> admits().whenComplete((admitted, failure) -> {
                    if (failure == null) {
                        turns.run(ready);
                    } else {
                        whenAdmitted(ready);
                    }
                }));
    }

    private <T> void answer(CompletionStage<T> call, RoundId round, Rounds rounds, Consumer<T> answered) {
        BiConsumer<T, Throwable> told = (value, failure) -> turns.run(() -> {
            if (failure == null) {
                answered.accept(value);
            } else {
                LOG.warn("a round fails: {}", Failures.unwrap(failure).getMessage());
                rounds.storageFailed(round);
            }
        });
        call.whenComplete(told);
    }

    private Deadline soon() {
        return Deadline.after(time, patience);
    }
}
