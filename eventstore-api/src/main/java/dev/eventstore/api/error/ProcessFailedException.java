package dev.eventstore.api.error;

import dev.eventstore.api.cluster.ProcessName;
import org.jspecify.annotations.Nullable;

/**
 * The process that handled the call failed for a reason of its own, which is an error in the program. What was asked for may
 * have happened; the process starts anew at the next call.
 */
public final class ProcessFailedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient ProcessName process;

    /**
     * A failure with its facts.
     *
     * @param process the process
     * @param cause what it failed with
     */
    public ProcessFailedException(ProcessName process, @Nullable Throwable cause) {
        super("process " + process + " failed: " + cause, cause);
        this.process = process;
    }

    /**
     * The process.
     *
     * @return its name
     */
    public ProcessName process() {
        return process;
    }
}
