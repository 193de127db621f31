package dev.eventstore.testkit.cluster;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Process;
import dev.eventstore.testkit.cluster.CounterMessages.Increment;
import dev.eventstore.testkit.cluster.CounterMessages.Total;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A process as users write them: counts in memory, and hands its count on when it moves. Confined to its mailbox. */
final class Counter implements Process {

    private final SimNode node;
    private final ProcessName name;
    private final Checks checks;
    private final Supplier<Duration> work;
    private long total;

    Counter(SimNode node, ProcessName name, Checks checks, Supplier<Duration> work) {
        this.node = node;
        this.name = name;
        this.checks = checks;
        this.work = work;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        asks.forEach(ask -> checks.handled(node.id(), name, ((Increment) ask.message()).id()));
        total += asks.size();
        node.machine().schedule(work.get(), () -> {
            asks.forEach(ask -> ask.answer().complete(new Total(total)));
            done.complete(null);
        });
        return done;
    }

    @Override
    public Optional<byte[]> handOff() {
        checks.log(node.id() + " hands " + name + " on with " + total);
        return Optional.of(ByteBuffer.allocate(8).putLong(total).array());
    }

    @Override
    public void resume(byte[] state) {
        total = ByteBuffer.wrap(state).getLong();
        checks.log(node.id() + " resumes " + name + " with " + total);
    }

    @Override
    public CompletionStage<Void> stop() {
        return CompletableFuture.completedStage(null);
    }
}
