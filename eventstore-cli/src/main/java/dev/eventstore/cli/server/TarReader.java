package dev.eventstore.cli.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a tar archive (ustar with GNU's long names): folders, files with their execute bit, links.
 *
 * <p>An entry that would land outside the target folder is refused. Confined to one thread.
 */
final class TarReader {

    private static final int BLOCK = 512;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private @Nullable String longName;

    TarReader(InputStream in) {
        this.in = in;
    }

    void unpackTo(Path folder) throws IOException {
        while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            unpackEntry(folder);
        }
    }

    private void unpackEntry(Path folder) throws IOException {
        long size = octal(124, 12);
        char kind = (char) header[156];
        if (kind == 'L') {
            longName = text(readContent(size), 0, (int) size);
            return;
        }
        Path target = inside(folder, name());
        longName = null;
        switch (kind) {
            case '5' -> Files.createDirectories(target);
            case '2' -> link(folder, target, text(header, 157, 100));
            case '1' -> copy(inside(folder, text(header, 157, 100)), target);
            case '0', 0 -> writeFile(target, size);
            default -> readContent(size);
        }
    }

    private String name() {
        if (longName != null) {
            return longName;
        }
        boolean gnu = text(header, 257, 8).startsWith("ustar ");
        String prefix = gnu ? "" : text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private void writeFile(Path target, long size) throws IOException {
        Files.createDirectories(target.getParent());
        boolean executable = (octal(100, 8) & 0100) != 0;
        try (var out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[64 * 1024];
            for (long left = size; left > 0; ) {
                int count = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (count == 0) {
                    throw new EOFException("the archive ends within " + target.getFileName());
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        in.skipNBytes(padding(size));
        if (Files.getFileStore(target).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void link(Path folder, Path target, String to) throws IOException {
        inside(folder, folder.relativize(target.resolveSibling(to).normalize()).toString());
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, Path.of(to));
    }

    private static void copy(Path from, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(from, target);
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive's entry '" + name + "' leads out of its folder");
        }
        return target;
    }

    private byte[] readContent(long size) throws IOException {
        byte[] content = in.readNBytes(Math.toIntExact(size));
        in.skipNBytes(padding(size));
        return content;
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private long octal(int offset, int length) {
        String digits = text(header, offset, length).trim();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }
}
