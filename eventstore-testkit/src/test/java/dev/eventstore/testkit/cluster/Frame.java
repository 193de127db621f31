package dev.eventstore.testkit.cluster;

import java.nio.charset.StandardCharsets;

/** Looks into what nodes send to each other: without a secret a frame shows the names of its messages' kinds. Stateless. */
final class Frame {

    private Frame() {}

    static boolean isOf(String kind, byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(kind);
    }
}
