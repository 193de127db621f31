package dev.eventstore.core.store;

import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.subscriber.CallbackQueue;
import dev.eventstore.core.system.Blocking;
import dev.eventstore.core.wire.UserMessages.UserAsk;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster as the registry tells it, and the user's processes. Thread-safe. */
final class DefaultCluster implements Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultCluster.class);

    private final Node node;
    private final Registry registry;
    private final Supplier<Deadline> deadline;

    DefaultCluster(Node node, Supplier<Deadline> deadline) {
        this.node = node;
        this.registry = node.registry();
        this.deadline = deadline;
    }

    @Override
    public NodeId self() {
        return node.self();
    }

    @Override
    public View view() {
        return registry.view();
    }

    @Override
    public boolean hasQuorum() {
        try {
            registry.requireServing();
            return true;
        } catch (NoNodeAvailableException none) {
            return false;
        }
    }

    @Override
    public OptionalLong epoch() {
        return registry.epoch();
    }

    @Override
    public List<Registration> registered() {
        return Blocking.await(registry.registered(deadline.get()));
    }

    @Override
    public Optional<Registration> whereis(ProcessName name) {
        return Blocking.await(registry.whereis(name, deadline.get()));
    }

    @Override
    public NodeId ownerOf(ProcessName name) {
        return registry.ownerOf(name);
    }

    @Override
    public AutoCloseable onView(Consumer<View> listener) {
        Objects.requireNonNull(listener, "listener must not be null");
        CallbackQueue queue = new CallbackQueue(node.subscribers().callbacks());
        AtomicBoolean ended = new AtomicBoolean();
        AutoCloseable views = registry.onView(view -> queue.add(() -> {
            if (!ended.get()) {
                tell(listener, view);
            }
        }));
        return () -> {
            ended.set(true);
            views.close();
        };
    }

    private static void tell(Consumer<View> listener, View view) {
        try {
            listener.accept(view);
        } catch (RuntimeException | Error failure) {
            LOG.error("a listener for views has thrown at {}", view, failure);
        }
    }

    @Override
    public void register(ProcessFactory factory) {
        node.users().register(factory);
    }

    @Override
    public <R extends Record> CompletionStage<R> ask(ProcessName name, Record message, Class<R> answer) {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(message, "message must not be null");
        Objects.requireNonNull(answer, "answer must not be null");
        return node.onCallbackThread(asked(name, message, answer));
    }

    private <R extends Record> CompletionStage<R> asked(ProcessName name, Record message, Class<R> answer) {
        UserAsk written;
        try {
            written = node.users().write(name, message);
        } catch (EventStoreException refused) {
            return CompletableFuture.failedStage(refused);
        }
        Deadline until = deadline.get();
        return node.engine()
                .calls()
                .run(
                        until,
                        written.payload().length,
                        () -> new AskOutcomeUnknownException(name),
                        () -> registry.ask(name, written, until))
                .thenApply(came -> node.users().read(name, came, answer));
    }
}
