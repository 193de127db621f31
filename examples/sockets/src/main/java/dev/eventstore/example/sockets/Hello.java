package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.UUID;

/**
 * What nodes tell each other first: who they are. Immutable.
 *
 * @param cluster the name of the cluster
 * @param node the node
 * @param startedMicros when it began to listen, by its clock, in microseconds
 */
record Hello(String cluster, NodeId node, long startedMicros) {

    /** The longest-standing first, and the same on every node. */
    static final Comparator<Hello> BY_AGE = Comparator.comparingLong(Hello::startedMicros)
            .thenComparing(hello -> hello.node().toString());

    /** The protocol and its version: whoever speaks another is turned away at once. */
    private static final int MAGIC = 0x4553_0001;

    void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeUTF(cluster);
        out.writeUTF(node.name());
        out.writeLong(node.incarnation().getMostSignificantBits());
        out.writeLong(node.incarnation().getLeastSignificantBits());
        out.writeLong(startedMicros);
        out.flush();
    }

    static Hello read(DataInputStream in) throws IOException {
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new IOException("it speaks another protocol: its first word is 0x" + Integer.toHexString(magic));
        }
        String cluster = in.readUTF();
        NodeId node = new NodeId(in.readUTF(), new UUID(in.readLong(), in.readLong()));
        return new Hello(cluster, node, in.readLong());
    }
}
