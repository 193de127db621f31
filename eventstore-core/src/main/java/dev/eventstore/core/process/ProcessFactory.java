package dev.eventstore.core.process;

import dev.eventstore.api.cluster.ProcessName;

/**
 * Starts processes of one type. Thread-safe: called on any thread, concurrently for different names; it must not wait.
 */
@FunctionalInterface
public interface ProcessFactory {

    /**
     * Starts a process.
     *
     * @param name its name
     * @param self what it can do to itself
     * @return the process; it gets its first message next
     */
    Process create(ProcessName name, Process.Self self);
}
