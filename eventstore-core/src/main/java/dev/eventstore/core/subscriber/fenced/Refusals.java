package dev.eventstore.core.subscriber.fenced;

import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.wire.Fenced;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Tells the owner of a subscription what the storage refused its subscriber, again and again until it is known there. Thread-safe.
 *
 * @param registry reaches the owner
 * @param process the subscription's process
 * @param time the node's clock
 */
public record Refusals(Registry registry, ProcessName process, TimeSource time) {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(100);

    /**
     * Tells it, unless it does not matter any more.
     *
     * @param refusal what was refused
     * @param matters whether what was delivered still counts as delivered
     */
    public void tell(Fenced refusal, BooleanSupplier matters) {
        if (matters.getAsBoolean()) {
            registry.ask(process, refusal, Deadline.after(time, TIMEOUT)).exceptionally(failure -> {
                time.schedule(RETRY, () -> tell(refusal, matters));
                return null;
            });
        }
    }
}
