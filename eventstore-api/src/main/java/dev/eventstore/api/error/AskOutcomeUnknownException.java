package dev.eventstore.api.error;

import dev.eventstore.api.cluster.ProcessName;

/**
 * No answer came from the process that was asked: it may have handled the message, or may still do so. It was not asked again,
 * since that could have been twice. Immutable.
 */
public final class AskOutcomeUnknownException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final transient ProcessName process;

    /**
     * The outcome of an ask is unknown.
     *
     * @param process the process that was asked
     */
    public AskOutcomeUnknownException(ProcessName process) {
        super("no answer came from process " + process + "; it may have handled the message", null);
        this.process = process;
    }

    /**
     * The process that was asked.
     *
     * @return its name
     */
    public ProcessName process() {
        return process;
    }
}
