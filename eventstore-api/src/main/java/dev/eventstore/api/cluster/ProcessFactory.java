package dev.eventstore.api.cluster;

import java.util.Optional;
import java.util.Set;

/**
 * Starts a user's own processes of one type; found by {@code ServiceLoader}, or given to the builder or
 * {@link Cluster#register}. Every node that may run them has it. Thread-safe: it is asked concurrently for different names.
 *
 * <p>Messages, answers and states travel as JSON, like events, each as the type it was declared with; in a named module their
 * package is opened to {@code com.fasterxml.jackson.databind}.
 */
public interface ProcessFactory {

    /**
     * The type in the names of its processes; {@code stream}, {@code subscription} and the store's other types are reserved.
     *
     * @return 1 to 50 printable characters, always the same
     */
    String type();

    /**
     * The types of the messages that its processes handle.
     *
     * @return classes of records, always the same
     */
    Set<Class<? extends Record>> messages();

    /**
     * Those of them that may be handled twice as well as once: they are asked again when a node is lost before it has answered.
     * Others fail then with {@link dev.eventstore.api.error.AskOutcomeUnknownException}.
     *
     * @return classes of {@link #messages}, none unless overridden
     */
    default Set<Class<? extends Record>> idempotent() {
        return Set.of();
    }

    /**
     * The type of the state that its processes hand on with {@link Handoff#resume}.
     *
     * @return a class of records, none unless overridden
     */
    default Optional<Class<? extends Record>> state() {
        return Optional.empty();
    }

    /**
     * Starts a process, on a thread for callbacks. If it throws, whoever asked gets a
     * {@link dev.eventstore.api.error.ProcessFailedException}, and the next message tries again.
     *
     * @param name its name
     * @param context what it may ask while it runs
     * @return the process
     */
    ClusterProcess start(ProcessName name, ProcessContext context);
}
