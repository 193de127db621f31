package dev.eventstore.testkit.memory;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.spi.registry.Registry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The registry of a store in memory: one node, which runs everything. Thread-safe. */
final class SingleNodeRegistry implements Registry {

    private final NodeId self;
    private final ProcessHost processes;

    SingleNodeRegistry(NodeId self, ProcessHost processes) {
        this.self = self;
        this.processes = processes;
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        return processes.ask(name, message, OptionalLong.empty(), deadline);
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        return node.equals(self)
                ? processes.askRunning(name, message, deadline)
                : CompletableFuture.failedStage(new NotSupportedException("there is no node " + node));
    }

    @Override
    public void hint(long head) {
        // There is no other node.
    }

    @Override
    public void onHint(LongConsumer listener) {
        // There is no other node that could give one.
    }

    @Override
    public void requireServing() {
        // It always serves.
    }

    @Override
    public View view() {
        return new View(0, List.of(self));
    }

    @Override
    public OptionalLong epoch() {
        return OptionalLong.empty();
    }

    @Override
    public CompletionStage<List<Registration>> registered(Deadline deadline) {
        return CompletableFuture.completedStage(processes.running().stream()
                .map(name -> new Registration(name, self))
                .toList());
    }

    @Override
    public CompletionStage<Optional<Registration>> whereis(ProcessName name, Deadline deadline) {
        return registered(deadline)
                .thenApply(
                        all -> all.stream().filter(r -> r.name().equals(name)).findFirst());
    }

    @Override
    public NodeId ownerOf(ProcessName name) {
        return self;
    }

    @Override
    public AutoCloseable onView(Consumer<View> listener) {
        // The one view there is was entered before anybody could listen.
        return () -> {};
    }

    @Override
    public CompletionStage<Void> leave() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        // The processes are stopped by whoever runs them.
    }
}
