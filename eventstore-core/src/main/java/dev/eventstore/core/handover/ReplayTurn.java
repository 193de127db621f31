package dev.eventstore.core.handover;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.wire.SubscriptionMessages.Replay;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One parked event on its way to the subscriber again. Its steps do not overlap. */
final class ReplayTurn {

    private final Handover handover;
    private final Host host;
    private final StoredEvent event;
    private final Replay replay;
    private final long generation;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int failed;

    ReplayTurn(Handover handover, Host host, Replay replay, long generation) {
        this.handover = handover;
        this.host = host;
        this.event = replay.event();
        this.replay = replay;
        this.generation = generation;
    }

    CompletionStage<Void> ended() {
        return ended;
    }

    void go() {
        if (host.isOver(generation)) {
            ended.complete(null);
            return;
        }
        try {
            RecordedEvent prepared = handover.prepared(event);
            if (prepared == null) {
                host.replayed(event, replay.handed());
            } else {
                host.replaying(prepared, replay.handed());
                handover.call(List.of(prepared));
            }
            ended.complete(null);
        } catch (Throwable failure) {
            failed++;
            if (failed < handover.policy().attempts() && !host.isOver(generation)) {
                handover.retry(event, failed, failure, generation, this::go);
            } else {
                host.replayFailed(event, Handover.text(failure), replay.attempts() + failed, replay.handed());
                ended.complete(null);
            }
        }
    }
}
