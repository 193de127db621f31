package dev.eventstore.api.cluster;

import java.util.Objects;

/**
 * A process that runs, and where. Immutable.
 *
 * @param name the process
 * @param node the node it runs on
 */
public record Registration(ProcessName name, NodeId node) {

    /**
     * Checks the components.
     *
     * @param name the process
     * @param node the node it runs on
     */
    public Registration {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(node, "node must not be null");
    }
}
