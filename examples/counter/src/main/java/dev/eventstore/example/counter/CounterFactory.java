package dev.eventstore.example.counter;

import dev.eventstore.api.cluster.ClusterProcess;
import dev.eventstore.api.cluster.ProcessContext;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.example.counter.Counters.Add;
import dev.eventstore.example.counter.Counters.Read;
import dev.eventstore.example.counter.Counters.Total;
import java.util.Optional;
import java.util.Set;

/** Starts counters; every node has it on its path. Thread-safe: stateless. */
public final class CounterFactory implements ProcessFactory {

    /** Called by {@code ServiceLoader}. */
    public CounterFactory() {}

    @Override
    public String type() {
        return Counters.TYPE;
    }

    @Override
    public Set<Class<? extends Record>> messages() {
        return Set.of(Add.class, Read.class);
    }

    @Override
    public Set<Class<? extends Record>> idempotent() {
        return Set.of(Read.class);
    }

    @Override
    public Optional<Class<? extends Record>> state() {
        return Optional.of(Total.class);
    }

    @Override
    public ClusterProcess start(ProcessName name, ProcessContext context) {
        return new Counter();
    }
}
