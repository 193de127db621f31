package dev.eventstore.core.store;

import dev.eventstore.api.cluster.Cluster;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.Registration;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.system.Blocking;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The cluster as the registry tells it. Thread-safe. */
final class DefaultCluster implements Cluster {

    private final NodeId self;
    private final Registry registry;
    private final Supplier<Deadline> deadline;

    DefaultCluster(NodeId self, Registry registry, Supplier<Deadline> deadline) {
        this.self = self;
        this.registry = registry;
        this.deadline = deadline;
    }

    @Override
    public NodeId self() {
        return self;
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
}
