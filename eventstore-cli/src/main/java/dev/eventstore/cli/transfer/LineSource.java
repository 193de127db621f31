package dev.eventstore.cli.transfer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input, plain or gzipped, which is seen by its first two bytes. UTF-8 only; a line has a largest size, so a
 * file that is something else cannot fill the memory. Confined to one thread.
 */
final class LineSource implements AutoCloseable {

    private static final int MAX_LINE_BYTES = 64 * 1024 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int GZIP_MAGIC_1 = 0x1F;
    private static final int GZIP_MAGIC_2 = 0x8B;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Counting counting;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long number;

    private LineSource(Counting counting, InputStream in) {
        this.counting = counting;
        this.in = in;
    }

    static LineSource of(InputStream raw) throws IOException {
        Counting counting = new Counting(raw);
        PushbackInputStream start = new PushbackInputStream(counting, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xFF) == GZIP_MAGIC_1 && (magic[1] & 0xFF) == GZIP_MAGIC_2;
        return new LineSource(counting, gzip ? new GZIPInputStream(start, BUFFER_BYTES) : start);
    }

    /** The next line, without its end; null at the end of the input. */
    @Nullable
    String next() throws IOException, LineRefused {
        number++;
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = indexOfNewline();
            parts.write(buffer, position, end - position);
            if (parts.size() > MAX_LINE_BYTES) {
                throw new LineRefused(number, "longer than " + MAX_LINE_BYTES + " bytes", null);
            }
            position = end + 1;
            if (end < limit) {
                break;
            }
            position = limit;
        }
        return any ? decode(parts.toByteArray()) : null;
    }

    private int indexOfNewline() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean fill() throws IOException, LineRefused {
        try {
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            position = 0;
            return limit > 0;
        } catch (EOFException | ZipException e) {
            throw new LineRefused(number, "the gzip file is cut off or damaged here: " + e.getMessage(), e);
        }
    }

    private String decode(byte[] bytes) throws LineRefused {
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return number == 1 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
        } catch (CharacterCodingException e) {
            throw new LineRefused(number, "not UTF-8", e);
        }
    }

    /** The number of the line that {@link #next} gave last. */
    long number() {
        return number;
    }

    /** How many bytes of the input were read, compressed ones where it is compressed. */
    long bytesRead() {
        return counting.count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counting extends FilterInputStream {

        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
