package dev.eventstore.core.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.frame.Frames.Accepted;
import dev.eventstore.core.frame.Frames.Cause;
import dev.eventstore.core.frame.Frames.Refused;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final int MAX = 10_000;
    private static final List<byte[]> MESSAGES = List.of(new byte[0], new byte[] {1, 2, 3}, new byte[500]);

    private final Frames frames = new Frames("orders", "s3cret", MAX);
    private final Frames open = new Frames("orders", null, MAX);

    @Test
    void messages_come_back_as_they_were_written() {
        for (Frames each : List.of(frames, open)) {
            Accepted accepted = assertInstanceOf(Accepted.class, each.read(each.write(MESSAGES)));
            assertEquals(Frames.MINOR, accepted.minor());
            assertEquals(3, accepted.messages().size());
            for (int i = 0; i < MESSAGES.size(); i++) {
                assertArrayEquals(MESSAGES.get(i), accepted.messages().get(i));
            }
        }
    }

    @Test
    void a_frame_of_another_cluster_is_refused_and_both_names_are_said() {
        Refused refused = refused(frames, new Frames("invoices", "s3cret", MAX).write(MESSAGES));
        assertEquals(Cause.CLUSTER, refused.cause());
        assertTrue(refused.what().contains("'invoices'") && refused.what().contains("'orders'"), refused.what());
    }

    @Test
    void a_frame_signed_with_another_secret_is_refused() {
        assertEquals(
                Cause.SECRET,
                refused(frames, new Frames("orders", "other", MAX).write(MESSAGES))
                        .cause());
    }

    @Test
    void a_secret_on_one_side_only_is_refused_and_it_is_said_on_which() {
        Refused unsigned = refused(frames, open.write(MESSAGES));
        Refused signed = refused(open, frames.write(MESSAGES));
        assertEquals(List.of(Cause.SECRET, Cause.SECRET), List.of(unsigned.cause(), signed.cause()));
        assertTrue(unsigned.what().contains("sender has no cluster.secret"), unsigned.what());
        assertTrue(signed.what().contains("this node has none"), signed.what());
    }

    @Test
    void another_major_version_is_refused_and_another_minor_one_is_read() {
        byte[] major = open.write(MESSAGES);
        major[2] = 2;
        byte[] minor = open.write(MESSAGES);
        minor[3] = 7;
        Refused refused = refused(open, major);
        assertEquals(Cause.VERSION, refused.cause());
        assertTrue(refused.what().contains("2.0") && refused.what().contains("1.0"), refused.what());
        assertEquals(7, assertInstanceOf(Accepted.class, open.read(minor)).minor());
    }

    @Test
    void a_frame_that_is_too_large_is_neither_written_nor_read() {
        assertThrows(IllegalArgumentException.class, () -> frames.write(List.of(new byte[MAX])));
        assertEquals(Cause.TOO_LARGE, refused(frames, new byte[MAX + 1]).cause());
        int largest = MAX - frames.overhead() - Integer.BYTES;
        assertEquals(MAX, frames.write(List.of(new byte[largest])).length);
    }

    @Test
    void a_single_changed_bit_anywhere_is_refused() {
        byte[] frame = frames.write(List.of(new byte[] {5, 6, 7}));
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] changed = frame.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            refused(frames, changed);
        }
    }

    @Test
    void random_bytes_and_broken_frames_are_refused_and_nothing_is_thrown() {
        Random random = new Random(42);
        byte[] frame = open.write(MESSAGES);
        for (int round = 0; round < 20_000; round++) {
            byte[] garbage = new byte[random.nextInt(60)];
            random.nextBytes(garbage);
            refused(open, garbage);
            refused(open, Arrays.copyOf(frame, random.nextInt(frame.length)));
            refused(open, Arrays.copyOf(frame, frame.length + 1 + random.nextInt(5)));
            byte[] broken = frame.clone();
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, broken, 5 + random.nextInt(20), garbage.length);
            open.read(broken);
        }
    }

    @Test
    void a_count_or_a_length_that_lies_allocates_nothing_and_is_refused() {
        byte[] lyingCount = open.write(List.of());
        Arrays.fill(lyingCount, lyingCount.length - 4, lyingCount.length, (byte) 0x7f);
        assertEquals(Cause.GARBAGE, refused(open, lyingCount).cause());
        byte[] lyingLength = open.write(List.of(new byte[0]));
        Arrays.fill(lyingLength, lyingLength.length - 4, lyingLength.length, (byte) 0x7f);
        assertEquals(Cause.GARBAGE, refused(open, lyingLength).cause());
    }

    private static Refused refused(Frames frames, byte[] bytes) {
        return assertInstanceOf(Refused.class, frames.read(bytes));
    }
}
