package dev.eventstore.core.supervisor;

import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes down its turns, and ends each when the test says so. Confined to its mailbox. */
final class RecordingProcess implements Process {

    final List<List<String>> turns = new ArrayList<>();
    CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);
    CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);
    int turnSize = 1;
    boolean idle = true;
    boolean answers = true;
    boolean stopped;
    List<String> resumed = new ArrayList<>();
    CompletableFuture<Optional<byte[]>> handedOff = CompletableFuture.completedFuture(Optional.empty());

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        turns.add(asks.stream().map(ask -> ((Note) ask.message()).text()).toList());
        return turn.thenRun(() ->
                asks.stream().filter(ask -> answers).forEach(ask -> ask.answer().complete(new Message.Done())));
    }

    @Override
    public int turnSize() {
        return turnSize;
    }

    @Override
    public boolean isIdle() {
        return idle;
    }

    @Override
    public CompletionStage<Void> resumeLater(byte[] state) {
        resumed.add(new String(state, StandardCharsets.UTF_8));
        turns.add(List.of("resume"));
        return turn;
    }

    @Override
    public CompletionStage<Optional<byte[]>> handOffLater() {
        return handedOff;
    }

    @Override
    public CompletionStage<Void> stop() {
        stopped = true;
        return ended;
    }
}
