package dev.eventstore.testkit.suites;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.testkit.registry.RegistryConformance;
import dev.eventstore.testkit.registry.RegistryFixture;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A registry that says yes to everything and asks nobody: every test of the suites must fail with it. */
final class IdleRegistry implements Registry {

    private static final NodeId NOBODY = new NodeId("nobody", new UUID(0, 0));

    private final List<NodeId> everybody;
    private final boolean alone;

    /** It believes in one view for ever, of all that were ever made. */
    IdleRegistry(List<NodeId> everybody, boolean alone) {
        this.everybody = everybody;
        this.alone = alone;
    }

    /** The suites with this registry; run by {@link SuitesFailTest} only. */
    static final class Suites extends RegistryConformance {

        @Override
        protected RegistryFixture newFixture() {
            return new Fixture(1);
        }
    }

    /** The suites with several of it. */
    static final class ClusterSuites extends RegistryConformance {

        @Override
        protected RegistryFixture newFixture() {
            return new Fixture(3);
        }
    }

    private static final class Fixture implements RegistryFixture {

        private final int nodes;
        private final List<NodeId> everybody = new CopyOnWriteArrayList<>();

        Fixture(int nodes) {
            this.nodes = nodes;
        }

        @Override
        public Registry newRegistry(NodeId self, ProcessHost processes, MessageCodec codec, TimeSource time) {
            everybody.add(self);
            return new IdleRegistry(everybody, nodes == 1);
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(nodes, Copies.ALL, true);
        }

        @Override
        public void kill(NodeId node) {}

        @Override
        public void cut(NodeId from, NodeId to) {}

        @Override
        public void heal() {}

        @Override
        public Duration convergenceBudget() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void close() {}
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Message> ask(ProcessName name, Message message, Deadline deadline) {
        return CompletableFuture.completedStage(new Message.Done());
    }

    @Override
    public CompletionStage<Message> askAt(NodeId node, ProcessName name, Message message, Deadline deadline) {
        return CompletableFuture.completedStage(new Message.Done());
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
        return new View(
                alone ? 0 : 1,
                everybody.stream().sorted(Comparator.comparing(NodeId::name)).toList());
    }

    @Override
    public OptionalLong epoch() {
        return alone ? OptionalLong.empty() : OptionalLong.of(1);
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
        return NOBODY;
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
