package dev.eventstore.core.supervisor;

import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes that end since they move to other nodes, all at once. Stateless. */
final class Moves {

    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

    private Moves() {}

    /** Completes when all have ended, with the states that they hand on; who has not ended by then is abandoned. */
    static CompletionStage<List<HandedOff>> of(List<Mailbox> moving, TimeSource time, Duration patience) {
        if (moving.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        List<Move> moves = moving.stream()
                .map(mailbox -> new Move(mailbox, mailbox.move().toCompletableFuture()))
                .toList();
        TimeSource.Timer timer = time.schedule(patience, () -> moves.forEach(Move::abandonIfLate));
        return CompletableFuture.allOf(moves.stream().map(Move::state).toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    timer.cancel();
                    return moves.stream()
                            .flatMap(move -> move.handedOff().stream())
                            .toList();
                });
    }

    private record Move(Mailbox mailbox, CompletableFuture<Optional<byte[]>> state) {

        void abandonIfLate() {
            if (!state.isDone()) {
                LOG.warn("process {} had not ended in time to move and is abandoned", mailbox.name());
                mailbox.abandon();
            }
        }

        Optional<HandedOff> handedOff() {
            return state.getNow(Optional.empty()).map(bytes -> new HandedOff(mailbox.name(), bytes));
        }
    }
}
