package dev.eventstore.registry.local;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.api.error.StoreClosedException;
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

/**
 * The {@link Registry} of one node: it owns every name, always serves, and has no epoch. Thread-safe.
 */
final class LocalRegistry implements Registry {

    private final NodeId self;
    private final ProcessHost processes;
    private volatile boolean closed;

    LocalRegistry(NodeId self, ProcessHost processes) {
        this.self = self;
        this.processes = processes;
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        return closed
                ? CompletableFuture.failedStage(closed())
                : processes.ask(name, message, OptionalLong.empty(), deadline);
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        if (closed) {
            return CompletableFuture.failedStage(closed());
        }
        if (!node.equals(self)) {
            return CompletableFuture.failedStage(
                    new NotSupportedException("the registry 'local' knows no node but " + self + ", so not " + node));
        }
        return processes.askRunning(name, message, deadline);
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
        if (closed) {
            throw closed();
        }
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
        closed = true;
    }

    private static StoreClosedException closed() {
        return new StoreClosedException("the store is closed; nothing was written");
    }
}
