package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The registry of a node that is in no cluster; every message and every failure goes through the codec. */
final class SimRegistry implements Registry {

    private final NodeId self;
    private final ProcessHost processes;
    private final MessageCodec codec;

    SimRegistry(NodeId self, ProcessHost processes, MessageCodec codec) {
        this.self = self;
        this.processes = processes;
        this.codec = codec;
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        return coded(processes.ask(name, codec.decode(codec.encode(message)), OptionalLong.empty(), deadline));
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        if (!node.equals(self)) {
            return CompletableFuture.failedStage(new NotSupportedException("no other node is known"));
        }
        return coded(processes.askRunning(name, codec.decode(codec.encode(message)), deadline));
    }

    private CompletionStage<Message> coded(CompletionStage<Message> answer) {
        return answer.handle((message, failure) -> {
            if (failure != null) {
                throw codec.decodeFailure(codec.encodeFailure(failure));
            }
            return codec.decode(codec.encode(message));
        });
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void hint(long head) {}

    @Override
    public void onHint(LongConsumer listener) {
        // There is no other node that could give one.
    }

    @Override
    public void requireServing() {}

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
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Optional<Registration>> whereis(ProcessName name, Deadline deadline) {
        return CompletableFuture.completedStage(Optional.empty());
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
    public void close() {}
}
