package dev.eventstore.core.registry;

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
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What rounds ask the storage; its answers come back as turns. Thread-safe. */
final class RoundsStorage {

    private static final Logger LOG = LoggerFactory.getLogger(RoundsStorage.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ClusterStorage storage;
    private final Map<String, String> agreed;
    private final TimeSource time;
    private final Duration patience;
    private final Turns turns;

    RoundsStorage(ClusterStorage storage, Map<String, String> agreed, TimeSource time, Duration patience, Turns turns) {
        this.storage = storage;
        this.agreed = agreed;
        this.time = time;
        this.patience = patience;
        this.turns = turns;
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

    /** Completes if the storage can be reached and the settings agree; else this node can be no member. */
    CompletionStage<Void> admits() {
        return storage.agree(agreed, soon()).thenAccept(stored -> AgreedSettings.check(agreed, stored));
    }

    /** Asks again and again until it can be a member. */
    void whenAdmitted(Runnable ready) {
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
