package dev.eventstore.core.guice;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessFactory;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Partitioner;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.types.Payloads;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What was chosen before the wiring: plugins, threads, clock. Immutable.
 *
 * @param settings the configuration
 * @param self this node
 * @param storage the chosen storage
 * @param registry the chosen registry's provider
 * @param payloads the chosen serializer with the registered event types
 * @param partitioners give partition keys
 * @param processes start the user's own processes
 * @param observer told what happens
 * @param time the clock
 * @param ids makes ids
 * @param dispatcher runs turns
 * @param callbacks runs the user's code
 * @param owned what the store closes at its very end
 */
public record Parts(
        Settings settings,
        NodeId self,
        Storage storage,
        RegistryProvider registry,
        Payloads payloads,
        List<Partitioner> partitioners,
        List<ProcessFactory> processes,
        Observer observer,
        TimeSource time,
        IdGenerator ids,
        Dispatcher dispatcher,
        Executor callbacks,
        List<AutoCloseable> owned) {}
