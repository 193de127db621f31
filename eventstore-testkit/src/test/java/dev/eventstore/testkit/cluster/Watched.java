package dev.eventstore.testkit.cluster;

import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Process;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A process whose turns are told before they begin. Confined to its mailbox. */
record Watched(Process process, Runnable turn) implements Process {

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        turn.run();
        return process.handle(asks);
    }

    @Override
    public int turnSize() {
        return process.turnSize();
    }

    @Override
    public boolean isIdle() {
        return process.isIdle();
    }

    @Override
    public Optional<byte[]> handOff() {
        return process.handOff();
    }

    @Override
    public void resume(byte[] state) {
        process.resume(state);
    }

    @Override
    public CompletionStage<Void> stop() {
        return process.stop();
    }
}
