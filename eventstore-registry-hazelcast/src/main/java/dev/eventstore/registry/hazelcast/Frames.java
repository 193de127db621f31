package dev.eventstore.registry.hazelcast;

import dev.eventstore.api.cluster.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** What travels through Hazelcast's topics, as plain bytes: no class of ours has to be known to another member. Stateless. */
final class Frames {

    private static final int UUID_BYTES = 16;

    private Frames() {}

    /** What a node says of itself to all. */
    enum Kind {
        /** It is there. */
        HERE,
        /** It is there, and has just come: whoever is there answers. */
        HERE_WHO_ELSE,
        /** It leaves. */
        GONE
    }

    /**
     * What a node said of itself. Immutable.
     *
     * @param kind what it said
     * @param node the node
     * @param member the member of Hazelcast that it is on
     */
    record Said(Kind kind, NodeId node, UUID member) {

        byte[] bytes() {
            byte[] name = node.name().getBytes(StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * UUID_BYTES + name.length);
            bytes.put((byte) kind.ordinal());
            put(bytes, member);
            put(bytes, node.incarnation());
            return bytes.put(name).array();
        }

        /** Reads what {@link #bytes} wrote; empty if it is something else. */
        static Optional<Said> of(byte[] array) {
            return reading(() -> {
                ByteBuffer bytes = ByteBuffer.wrap(array);
                Kind kind = Kind.values()[bytes.get()];
                UUID member = uuid(bytes);
                UUID incarnation = uuid(bytes);
                return new Said(kind, new NodeId(text(bytes, bytes.remaining()), incarnation), member);
            });
        }
    }

    /**
     * Bytes on their way from node to node. Immutable: nobody changes them.
     *
     * @param to the incarnation that they are meant for
     * @param from who sent them
     * @param content what was sent
     */
    record Sent(UUID to, NodeId from, byte[] content) {

        byte[] bytes() {
            byte[] name = from.name().getBytes(StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.allocate(2 * UUID_BYTES + Short.BYTES + name.length + content.length);
            put(bytes, to);
            put(bytes, from.incarnation());
            return bytes.putShort((short) name.length).put(name).put(content).array();
        }

        /** Reads what {@link #bytes} wrote; empty if it is something else. */
        static Optional<Sent> of(byte[] array) {
            return reading(() -> {
                ByteBuffer bytes = ByteBuffer.wrap(array);
                UUID to = uuid(bytes);
                UUID incarnation = uuid(bytes);
                NodeId from = new NodeId(text(bytes, bytes.getShort()), incarnation);
                byte[] content = new byte[bytes.remaining()];
                bytes.get(content);
                return new Sent(to, from, content);
            });
        }
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> Optional<T> reading(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    private static void put(ByteBuffer bytes, UUID uuid) {
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static String text(ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
