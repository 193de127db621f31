package dev.eventstore.core.handoff;

import dev.eventstore.core.process.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The end of a node that leaves: until the others route by their next view, it still answers what they send here, that it was
 * not handled. Gone at once, it would leave them in doubt. Thread-safe.
 */
public final class Departure {

    /** For what is on its way when the others enter the view without this node. */
    private static final Duration LINGER = Duration.ofMillis(50);

    private static final Duration LONGEST = Duration.ofMillis(500);

    private final TimeSource time;
    private final CompletableFuture<Void> replaced = new CompletableFuture<>();

    /**
     * The end of this node.
     *
     * @param time the node's clock
     */
    public Departure(TimeSource time) {
        this.time = time;
    }

    /** The others have a view without this node. */
    public void replaced() {
        replaced.complete(null);
    }

    /**
     * Completes when nobody asks here any more, or it has lasted too long; at once if no view follows.
     *
     * @param viewFollows whether the others can have a view without this node
     * @param done completed then
     */
    public void end(boolean viewFollows, CompletableFuture<Void> done) {
        if (!viewFollows) {
            done.complete(null);
            return;
        }
        time.schedule(LONGEST, () -> done.complete(null));
        replaced.thenRun(() -> time.schedule(LINGER, () -> done.complete(null)));
    }
}
