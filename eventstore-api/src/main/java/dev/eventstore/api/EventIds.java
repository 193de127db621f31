package dev.eventstore.api;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes event ids: UUIDs of version 7 (RFC 9562), which grow within the process. Thread-safe: guarded by its lock.
 *
 * <p>48 bits of milliseconds, then a 12-bit counter seeded low at each millisecond (RFC 9562, section 6.2, method 1), then
 * 62 random bits. When the counter runs over, or the clock steps back, the generator runs ahead of the clock rather than
 * repeat or go back.
 */
final class EventIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COUNTER_MAX = 0xFFF;
    private static final int SEED_BITS_MASK = 0x7FF;
    private static final byte[] BUFFER = new byte[8 * 256];

    private static int bufferPosition = BUFFER.length;
    private static long lastMillis;
    private static int counter;

    private EventIds() {}

    static synchronized UUID next() {
        long now = System.currentTimeMillis();
        long random = nextRandom();
        if (now > lastMillis) {
            lastMillis = now;
            counter = (int) (nextRandom() & SEED_BITS_MASK);
        } else if (++counter > COUNTER_MAX) {
            lastMillis++;
            counter = 0;
        }
        long high = lastMillis << 16 | 0x7000L | counter;
        long low = random & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static long nextRandom() {
        if (bufferPosition == BUFFER.length) {
            RANDOM.nextBytes(BUFFER);
            bufferPosition = 0;
        }
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | BUFFER[bufferPosition++] & 0xFF;
        }
        return value;
    }
}
