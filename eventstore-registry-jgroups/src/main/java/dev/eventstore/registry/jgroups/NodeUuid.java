package dev.eventstore.registry.jgroups;

import dev.eventstore.api.cluster.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;

/** A node as an address of JGroups: its bits are the incarnation, its only content the name. Stateless. */
final class NodeUuid {

    /** The longest content that JGroups' addresses take. */
    static final int MAX_NAME_BYTES = 255;

    private static final String NAME = "eventstore.node";

    private NodeUuid() {}

    static Address of(NodeId node) {
        UUID incarnation = node.incarnation();
        return new ExtendedUUID(incarnation.getMostSignificantBits(), incarnation.getLeastSignificantBits())
                .put(NAME, node.name().getBytes(StandardCharsets.UTF_8));
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
