package dev.eventstore.api.cluster;

import dev.eventstore.api.internal.Names;
import java.util.Objects;
import java.util.UUID;

/**
 * A node: its name, which places processes, and its incarnation, which owns them. A node that starts again has the same name
 * and another incarnation. Immutable.
 *
 * @param name the node's name, such as {@code node1@127.0.0.1}: 1 to 255 printable characters
 * @param incarnation random at each start
 */
public record NodeId(String name, UUID incarnation) {

    private static final int MAX_LENGTH = 255;

    /**
     * Checks the components.
     *
     * @param name the node's name, such as {@code node1@127.0.0.1}: 1 to 255 printable characters
     * @param incarnation random at each start
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public NodeId {
        Names.requireValid("node name", name, MAX_LENGTH);
        Objects.requireNonNull(incarnation, "incarnation must not be null");
    }

    @Override
    public String toString() {
        return name;
    }
}
