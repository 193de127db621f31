package dev.eventstore.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineSourceTest {

    private static List<String> lines(byte[] input) throws IOException, LineRefused {
        List<String> lines = new ArrayList<>();
        try (LineSource source = LineSource.of(new ByteArrayInputStream(input))) {
            for (String line = source.next(); line != null; line = source.next()) {
                lines.add(line);
                assertEquals(lines.size(), source.number());
            }
        }
        return lines;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }

    @Test
    void lines_end_at_newlines_and_at_the_end() throws Exception {
        assertEquals(List.of("a", "", "ö", "last"), lines(utf8("a\n\nö\nlast")));
        assertEquals(List.of("a"), lines(utf8("a\n")));
        assertEquals(List.of(), lines(utf8("")));
    }

    @Test
    void lines_longer_than_the_buffer_are_whole() throws Exception {
        String longLine = "x".repeat(200_000);
        assertEquals(List.of("a", longLine, "b"), lines(utf8("a\n" + longLine + "\nb\n")));
    }

    @Test
    void gzip_is_seen_by_itself() throws Exception {
        assertEquals(List.of("a", "b"), lines(gzip(utf8("a\nb\n"))));
    }

    @Test
    void a_byte_order_mark_is_passed_over() throws Exception {
        assertEquals(List.of("a"), lines(utf8("\uFEFFa\n")));
    }

    @Test
    void a_gzip_file_that_is_cut_off_is_refused_with_the_line() throws Exception {
        byte[] whole = gzip(utf8("a\n".repeat(100_000)));
        byte[] cut = Arrays.copyOf(whole, whole.length - 20);
        LineRefused refused = assertThrows(LineRefused.class, () -> lines(cut));
        assertTrue(String.valueOf(refused.getMessage()).contains("cut off"), refused.getMessage());
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        LineRefused refused = assertThrows(LineRefused.class, () -> lines(new byte[] {'a', '\n', (byte) 0xC3, '\n'}));
        assertEquals("line 2: not UTF-8", refused.getMessage());
    }
}
