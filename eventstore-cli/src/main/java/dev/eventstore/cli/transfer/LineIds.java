package dev.eventstore.cli.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Ids for lines that have none: UUIDs of version 5 (RFC 9562, section 5.5) of the line's number and text, so the same file
 * imported again has the same ids. Stateless.
 */
final class LineIds {

    /** Our own name space; changing it would import old files a second time. */
    private static final UUID NAMESPACE = UUID.fromString("5b0a1d0e-5a53-5f5e-9b0c-0f4c0a6e9d11");

    private LineIds() {}

    static UUID of(long number, String line) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits())
                .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest((number + ":" + line).getBytes(StandardCharsets.UTF_8)));
        long high = hash.getLong() & ~0xF000L | 0x5000L;
        long low = hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
