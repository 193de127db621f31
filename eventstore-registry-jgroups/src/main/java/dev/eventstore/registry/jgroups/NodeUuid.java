package dev.eventstore.registry.jgroups;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;

/** A node as an address of JGroups: its bits are the incarnation, its only content the name. Stateless. */
final class NodeUuid {

    /** The longest content that JGroups' addresses take. */
    private static final int MAX_NAME_BYTES = 255;

    private static final String NAME = "eventstore.node";

    private NodeUuid() {}

    /**
     * The address of a node.
     *
     * @throws ConfigurationException if the node's name is too long for an address
     */
    static Address of(NodeId node) {
        byte[] name = node.name().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_NAME_BYTES) {
            throw new ConfigurationException(
                    "eventstore.cluster.node",
                    node.name(),
                    "JGroups carries a name of at most " + MAX_NAME_BYTES + " bytes in UTF-8, this one has "
                            + name.length + "; choose a shorter name. The store was not started",
                    null);
        }
        UUID incarnation = node.incarnation();
        return new ExtendedUUID(incarnation.getMostSignificantBits(), incarnation.getLeastSignificantBits())
                .put(NAME, name);
    }

    /** The node behind an address; empty if it is no node of ours. */
    static Optional<NodeId> node(Address address) {
        if (!(address instanceof ExtendedUUID uuid)) {
            return Optional.empty();
        }
        byte[] name = uuid.get(NAME);
        if (name == null) {
            return Optional.empty();
        }
        UUID incarnation = new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        return Optional.of(new NodeId(new String(name, StandardCharsets.UTF_8), incarnation));
    }
}
