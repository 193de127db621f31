package dev.eventstore.core.user;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessContext;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.spi.registry.Registry;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where a user's process runs, and under which epoch it was asked last. Thread-safe. */
final class UserContext implements ProcessContext {

    private final ProcessName name;
    private final NodeId self;
    private final Registry registry;
    private volatile @Nullable OptionalLong askedUnder;

    UserContext(ProcessName name, NodeId self, Registry registry) {
        this.name = name;
        this.self = self;
        this.registry = registry;
    }

    /** From now on a message is handled that came under this epoch. */
    void enter(OptionalLong epoch) {
        askedUnder = epoch;
    }

    @Override
    public ProcessName name() {
        return name;
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public OptionalLong epoch() {
        OptionalLong asked = askedUnder;
        return asked == null ? registry.epoch() : asked;
    }

    @Override
    public View view() {
        return registry.view();
    }
}
