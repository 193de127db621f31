package dev.eventstore.core.ring;

import java.nio.charset.StandardCharsets;

/**
 * The hash of the ring, specified so that every node of every version places alike: FNV-1a of 64 bits over the first text in
 * UTF-8, a zero byte, and the second text in UTF-8; then the finalizer of MurmurHash3 (fmix64), since FNV alone leaves texts
 * that differ at the end close together. Names have no zero byte, so no two pairs are one text. Stateless.
 *
 * <pre>
 * FNV-1a:  h = cbf29ce484222325; for each byte: h = (h xor byte) * 100000001b3
 * fmix64:  h ^= h >>> 33; h *= ff51afd7ed558ccd; h ^= h >>> 33; h *= c4ceb9fe1a85ec53; h ^= h >>> 33
 *
 * "stream", "order-7"        4be7d8d25f9240a2
 * "node1@127.0.0.1", "0"     96bb11ae65e15acf
 * "zoë", "€"                 dbb6fe0fb7428f42
 * </pre>
 */
final class RingHash {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private RingHash() {}

    static long of(String first, String second) {
        long hash = fnv(fnv(OFFSET, first) * PRIME, second);
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    private static long fnv(long start, String text) {
        long hash = start;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * PRIME;
        }
        return hash;
    }
}
