package dev.eventstore.registry.jgroups.auth;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.auth.AuthToken;
import org.jgroups.util.UUID;

/**
 * Shows that a node knows the cluster's secret, without telling it: an HMAC of the cluster's name and the address of the node
 * that sends it, so nobody can send it from another address. Thread-safe: the secret never changes, and a received token is
 * read by one thread.
 */
public final class ClusterToken extends AuthToken {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;
    private static final byte[] PURPOSE = "eventstore jgroups member\0".getBytes(StandardCharsets.UTF_8);

    private final byte[] secret;
    private final byte[] cluster;
    private byte[] received = new byte[0];

    /** A token that is about to be read; called by JGroups. */
    public ClusterToken() {
        this.secret = new byte[0];
        this.cluster = new byte[0];
    }

    /**
     * The token of this node.
     *
     * @param secret the cluster's secret
     * @param cluster the cluster's name
     */
    public ClusterToken(String secret, String cluster) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String getName() {
        return ClusterToken.class.getName();
    }

    @Override
    public int size() {
        return MAC_BYTES;
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.write(mac(auth.getAddress()));
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        byte[] bytes = new byte[MAC_BYTES];
        in.readFully(bytes);
        received = bytes;
    }

    @Override
    public boolean authenticate(AuthToken token, Message message) {
        return token instanceof ClusterToken other && MessageDigest.isEqual(mac(message.getSrc()), other.received);
    }

    private byte[] mac(Address sender) {
        if (secret.length == 0 || !(sender instanceof UUID uuid)) {
            throw new IllegalStateException(
                    "a token needs a secret and an address of ours, but the sender is " + sender);
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update(PURPOSE);
            mac.update(ByteBuffer.allocate(Long.BYTES * 2)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .flip());
            mac.update(cluster);
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    /** The secret is not shown. */
    @Override
    public String toString() {
        return "ClusterToken[" + (secret.length > 0 ? "of this node" : Arrays.hashCode(received)) + "]";
    }
}
