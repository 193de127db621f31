package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.wire.CborCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The registry of one node of a {@link SimCluster}: it asks the owner of its own view, again where that was not handled. */
final class ClusterRegistry implements Registry {

    /** Idempotent messages are repeated, so that a new subscriber asks again while it waits. */
    private static final Duration TRY = Duration.ofMillis(700);

    private static final View NONE = new View(0, List.of());

    final NodeId self;
    final ProcessHost processes;
    final CborCodec codec;
    final TimeSource time;
    private final SimCluster cluster;
    private final List<Consumer<View>> listeners = new ArrayList<>();
    private View view = NONE;
    private boolean serving;

    ClusterRegistry(NodeId self, ProcessHost processes, CborCodec codec, TimeSource time, SimCluster cluster) {
        this.self = self;
        this.processes = processes;
        this.codec = codec;
        this.time = time;
        this.cluster = cluster;
        processes.keepOnly(name -> false, Duration.ZERO);
    }

    /** Ends what it will not own; completes when it has ended. */
    CompletionStage<?> prepare(NodeId owner) {
        return processes.keepOnly(name -> serving && owner.equals(self) && isOwner(), Duration.ofSeconds(2));
    }

    private boolean isOwner() {
        return cluster.owner(view.epoch()).equals(self);
    }

    void enter(View next) {
        if (next.epoch() <= view.epoch()) {
            return;
        }
        view = next;
        serving = true;
        boolean owner = isOwner();
        processes.keepOnly(name -> owner, Duration.ofSeconds(2));
        List.copyOf(listeners).forEach(listener -> listener.accept(next));
    }

    /** Finds that it is in no quorum. */
    void standDown() {
        serving = false;
        processes.keepOnly(name -> false, Duration.ofSeconds(2));
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        attempt(name, message, deadline, answer);
        return answer;
    }

    private void attempt(ProcessName name, Message message, Deadline deadline, CompletableFuture<Message> answer) {
        if (!serving) {
            answer.completeExceptionally(new NoNodeAvailableException(2, 1));
            return;
        }
        Deadline soon = Deadline.after(time, TRY);
        Deadline within = soon.nanoTime() - deadline.nanoTime() < 0 ? soon : deadline;
        cluster.send(self, cluster.owner(view.epoch()), name, message, false, within)
                .whenComplete((done, failure) -> {
                    Throwable cause = failure == null ? null : Failures.unwrap(failure);
                    boolean again = cause instanceof NotHandledException
                            || cause instanceof DeadlineExceededException && message.idempotent();
                    if (cause == null) {
                        answer.complete(done);
                    } else if (again && !deadline.hasPassed(time)) {
                        time.schedule(Duration.ofMillis(50), () -> attempt(name, message, deadline, answer));
                    } else {
                        answer.completeExceptionally(
                                cause instanceof NotHandledException
                                        ? new DeadlineExceededException("nobody handled it", null)
                                        : cause);
                    }
                });
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        return cluster.send(self, node, name, message, true, deadline);
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public OptionalLong epoch() {
        return view.epoch() == 0 || !cluster.isFenced() ? OptionalLong.empty() : OptionalLong.of(view.epoch());
    }

    @Override
    public NodeId ownerOf(ProcessName name) {
        if (!serving) {
            throw new NoNodeAvailableException(2, 1);
        }
        return cluster.owner(view.epoch());
    }

    @Override
    public AutoCloseable onView(Consumer<View> listener) {
        listeners.add(listener);
        if (view.epoch() > 0) {
            listener.accept(view);
        }
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void hint(long head) {}

    @Override
    public void onHint(LongConsumer listener) {}

    @Override
    public void requireServing() {}

    @Override
    public CompletionStage<List<Registration>> registered(Deadline deadline) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Optional<Registration>> whereis(ProcessName name, Deadline deadline) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Void> leave() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}
}
