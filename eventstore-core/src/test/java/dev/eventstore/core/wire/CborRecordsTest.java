package dev.eventstore.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.error.SerializationException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CborRecordsTest {

    private static final int MOST = 8;

    private final CborRecords<Record> records = new CborRecords<>(List.of(Note.class), MOST);

    record Note(String text) {}

    @Test
    void what_is_nested_as_deeply_as_may_be_is_read_and_what_is_deeper_is_refused() {
        // The record itself is the first level.
        assertEquals(new CborRecords.Known<>(new Note("x")), records.read(nested(MOST - 1)));
        assertThrows(SerializationException.class, () -> records.read(nested(MOST)));
    }

    @Test
    void a_record_of_an_unknown_kind_is_told_by_its_name() {
        record Other(int n) {}
        byte[] bytes = new CborRecords<Record>(List.of(Other.class), MOST).write(new Other(1));
        assertEquals(new CborRecords.Unknown<>("Other"), records.read(bytes));
    }

    /** A note with an unknown property, which is an array in an array in an array, and so on. */
    private static byte[] nested(int arrays) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text(bytes, "Note");
        bytes.write(0xA2);
        text(bytes, "deep");
        for (int i = 0; i < arrays; i++) {
            bytes.write(0x81);
        }
        bytes.write(0x00);
        text(bytes, "text");
        text(bytes, "x");
        return bytes.toByteArray();
    }

    private static void text(ByteArrayOutputStream bytes, String text) {
        bytes.write(0x60 + text.length());
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
