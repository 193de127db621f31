package dev.eventstore.core.activity;

import dev.eventstore.core.process.Process;
import dev.eventstore.core.wire.ActivityMessages.Running;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that runs here. It is asked once at a time: whoever asks meanwhile gets the same answer, so that questions do not
 * pile up before one that is stuck. Thread-safe.
 */
final class Present {

    private final Process.Self self;
    private final Supplier<Running> tells;
    private final AtomicReference<@Nullable CompletableFuture<Optional<Running>>> open = new AtomicReference<>();
    private volatile boolean gone;

    Present(Process.Self self, Supplier<Running> tells) {
        this.self = self;
        this.tells = tells;
    }

    boolean isOf(Process.Self other) {
        return self == other;
    }

    /** Completes with what it does, when it has a turn, or with nothing when it has left. */
    CompletableFuture<Optional<Running>> ask() {
        CompletableFuture<Optional<Running>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Running>> earlier = open.compareAndExchange(null, mine);
        if (earlier != null) {
            return earlier;
        }
        self.run(() -> answer(gone ? Optional.empty() : Optional.of(tells.get())));
        if (gone) {
            // It may have stopped, and takes no turn any more.
            answer(Optional.empty());
        }
        return mine;
    }

    void leave() {
        gone = true;
        answer(Optional.empty());
    }

    private void answer(Optional<Running> told) {
        CompletableFuture<Optional<Running>> asked = open.getAndSet(null);
        if (asked != null) {
            asked.complete(told);
        }
    }
}
