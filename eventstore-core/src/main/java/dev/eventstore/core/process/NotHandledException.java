package dev.eventstore.core.process;

import dev.eventstore.api.cluster.ProcessName;

/**
 * The process of this name may not run on this node now: the message was not handled, so it may be asked again elsewhere. It
 * never leaves the registry. Immutable.
 */
public final class NotHandledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param process the process that was asked
     */
    public NotHandledException(ProcessName process) {
        super("process " + process + " does not run on this node now; the message was not handled", null, false, false);
    }
}
