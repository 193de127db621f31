package dev.eventstore.core.support;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.spi.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A registry whose asks wait until the test answers them. */
public final class HeldRegistry implements Registry {

    /** An ask that waits for its answer. */
    public record Sent(Optional<NodeId> node, ProcessName name, Message message, CompletableFuture<Message> answer) {

        /** Answers that it was done. */
        public void done() {
            answer.complete(new Message.Done());
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final List<Consumer<View>> listeners = new ArrayList<>();
    private View view = new View(0, List.of());
    private Function<ProcessName, NodeId> owners = name -> {
        throw new UnsupportedOperationException("nobody asks");
    };

    /** Enters a view. */
    public void enter(View next) {
        view = next;
        List.copyOf(listeners).forEach(listener -> listener.accept(next));
    }

    /** Says who owns what. */
    public void owners(Function<ProcessName, NodeId> newOwners) {
        owners = newOwners;
    }

    /** What was asked since this was last looked at. */
    public List<Sent> sent() {
        List<Sent> asked = List.copyOf(sent);
        sent.clear();
        return asked;
    }

    /** The only ask since this was last looked at. */
    public Sent one() {
        List<Sent> asked = sent();
        if (asked.size() != 1) {
            throw new AssertionError("expected one ask, but were " + asked);
        }
        return asked.get(0);
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        return add(new Sent(Optional.empty(), name, message, new CompletableFuture<>()));
    }

    private CompletionStage<Message> add(Sent asked) {
        sent.add(asked);
        return asked.answer();
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        return add(new Sent(Optional.of(node), name, message, new CompletableFuture<>()));
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
        return view;
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
        return owners.apply(name);
    }

    @Override
    public AutoCloseable onView(Consumer<View> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletionStage<Void> leave() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}
}
