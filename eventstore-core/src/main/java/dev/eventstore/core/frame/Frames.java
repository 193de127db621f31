package dev.eventstore.core.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Messages between nodes as frames: {@code "ES", major, minor, flags, cluster name, messages, HMAC}. The HMAC is the first 16
 * bytes of HMAC-SHA256 with the cluster's secret over all that stands before it; it is there if and only if there is a
 * secret. A name has a length of two bytes before it, a message one of four; the number of messages has four.
 *
 * <p>A newer minor version may add kinds of messages; a newer major one may change the frame. Immutable.
 */
public final class Frames {

    /** The version of the frame; another one is refused. */
    public static final int MAJOR = 1;

    /** The version of what is in it; others are read. */
    public static final int MINOR = 0;

    private static final short MAGIC = 0x4553;
    private static final int HMAC_BYTES = 16;
    private static final int SIGNED = 1;
    private static final int PREFIX_BYTES = 5;

    private final byte[] cluster;
    private final @Nullable Mac prototype;
    private final int maxFrameBytes;

    /**
     * Frames of a cluster.
     *
     * @param cluster its name
     * @param secret what its nodes share, null if there is none
     * @param maxFrameBytes the largest frame that is written or read
     */
    public Frames(String cluster, @Nullable String secret, int maxFrameBytes) {
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
        this.prototype = secret == null ? null : mac(secret);
        this.maxFrameBytes = maxFrameBytes;
    }

    /** What became of bytes that came: accepted or refused. */
    public sealed interface Result {}

    /**
     * A frame of this cluster.
     *
     * @param minor the sender's minor version
     * @param messages what it carries
     */
    public record Accepted(int minor, List<byte[]> messages) implements Result {}

    /**
     * No frame of this cluster.
     *
     * @param cause what kind of difference it is
     * @param what what differs, for a person
     */
    public record Refused(Cause cause, String what) implements Result {}

    /** Why bytes are refused. */
    public enum Cause {
        /** They are no frame, or a broken one. */
        GARBAGE,
        /** They are larger than a frame may be. */
        TOO_LARGE,
        /** They have another major version. */
        VERSION,
        /** They belong to a cluster of another name. */
        CLUSTER,
        /** They were signed with another secret, or only one side has one. */
        SECRET
    }

    /**
     * A frame of messages.
     *
     * @param messages the messages
     * @return its bytes
     * @throws IllegalArgumentException if it would be larger than a frame may be
     */
    public byte[] write(List<byte[]> messages) {
        long size = overhead()
                + messages.stream()
                        .mapToLong(each -> Integer.BYTES + (long) each.length)
                        .sum();
        if (size > maxFrameBytes) {
            throw new IllegalArgumentException(
                    "a frame of " + size + " bytes is larger than the allowed " + maxFrameBytes);
        }
        ByteBuffer frame = ByteBuffer.allocate((int) size);
        frame.putShort(MAGIC).put((byte) MAJOR).put((byte) MINOR).put((byte) (prototype == null ? 0 : SIGNED));
        frame.putShort((short) cluster.length).put(cluster).putInt(messages.size());
        messages.forEach(each -> frame.putInt(each.length).put(each));
        if (prototype != null) {
            frame.put(hmac(frame.array(), frame.position()));
        }
        return frame.array();
    }

    /** How many bytes a frame has without its messages; each message adds four and its own. */
    int overhead() {
        return PREFIX_BYTES + Short.BYTES + cluster.length + Integer.BYTES + (prototype == null ? 0 : HMAC_BYTES);
    }

    /**
     * What bytes are. Never throws, whatever they are.
     *
     * @param bytes what has come
     * @return the messages, or why they are refused
     */
    public Result read(byte[] bytes) {
        if (bytes.length > maxFrameBytes) {
            return new Refused(Cause.TOO_LARGE, bytes.length + " bytes, allowed are " + maxFrameBytes);
        }
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (bytes.length < PREFIX_BYTES || frame.getShort() != MAGIC) {
            return garbage(bytes);
        }
        int major = frame.get();
        int minor = frame.get();
        int flags = frame.get();
        if (major != MAJOR) {
            return new Refused(
                    Cause.VERSION, "protocol " + major + "." + minor + ", this node has " + MAJOR + "." + MINOR);
        }
        byte[] name = part(frame, frame.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(frame.getShort()));
        if (name == null) {
            return garbage(bytes);
        }
        if (!Arrays.equals(name, cluster)) {
            return new Refused(
                    Cause.CLUSTER, "cluster name '" + text(name) + "', this node's is '" + text(cluster) + "'");
        }
        Refused refused = checkSecret(bytes, (flags & SIGNED) != 0);
        return refused != null ? refused : messages(frame, minor, bytes);
    }

    private @Nullable Refused checkSecret(byte[] bytes, boolean signed) {
        if (prototype == null) {
            return signed ? new Refused(Cause.SECRET, "the sender has a cluster.secret, this node has none") : null;
        }
        if (!signed) {
            return new Refused(Cause.SECRET, "the sender has no cluster.secret, this node has one");
        }
        int end = bytes.length - HMAC_BYTES;
        boolean right = end >= PREFIX_BYTES
                && MessageDigest.isEqual(hmac(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length));
        return right ? null : new Refused(Cause.SECRET, "the HMAC is wrong: another cluster.secret, or changed bytes");
    }

    private Result messages(ByteBuffer frame, int minor, byte[] bytes) {
        frame.limit(bytes.length - (prototype == null ? 0 : HMAC_BYTES));
        int count = frame.remaining() < Integer.BYTES ? -1 : frame.getInt();
        if (count < 0 || count > frame.remaining() / Integer.BYTES) {
            return garbage(bytes);
        }
        List<byte[]> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] message = part(frame, frame.remaining() < Integer.BYTES ? -1 : frame.getInt());
            if (message == null) {
                return garbage(bytes);
            }
            messages.add(message);
        }
        return frame.hasRemaining() ? garbage(bytes) : new Accepted(minor, messages);
    }

    private static byte @Nullable [] part(ByteBuffer frame, int length) {
        if (length < 0 || length > frame.remaining()) {
            return null;
        }
        byte[] part = new byte[length];
        frame.get(part);
        return part;
    }

    private static Refused garbage(byte[] bytes) {
        return new Refused(Cause.GARBAGE, bytes.length + " bytes that are no frame");
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    private byte[] hmac(byte[] bytes, int end) {
        try {
            Mac mac = (Mac) prototype.clone();
            mac.update(bytes, 0, end);
            return Arrays.copyOf(mac.doFinal(), HMAC_BYTES);
        } catch (CloneNotSupportedException missing) {
            throw new IllegalStateException("the JDK's HmacSHA256 cannot be copied", missing);
        }
    }

    private static Mac mac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the JDK has no HmacSHA256", missing);
        }
    }
}
