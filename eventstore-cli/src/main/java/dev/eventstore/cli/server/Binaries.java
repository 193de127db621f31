package dev.eventstore.cli.server;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once a machine and user from the archive on the program's path.
 *
 * <p>They live in a folder named by the archive's checksum, put in place by one rename, so two programs may unpack at once.
 * Immutable.
 *
 * @param folder where {@code bin}, {@code lib} and {@code share} are
 */
record Binaries(Path folder) {

    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");

    /** The program of this name. */
    Path program(String name) {
        return folder.resolve("bin").resolve(WINDOWS ? name + ".exe" : name);
    }

    /** Finds the unpacked binaries, or unpacks them below the cache folder. */
    static Binaries under(Path cache, Console console) {
        String archive = archiveName();
        URL url = Binaries.class.getClassLoader().getResource(archive);
        if (url == null) {
            throw new CommandFailure("There is no PostgreSQL for this platform (" + archive
                    + " is missing): use a server of your own with --url jdbc:postgresql://host/database");
        }
        try {
            String name = archive.replaceAll("\\.txz$", "");
            Path target = cache.toAbsolutePath().normalize().resolve(name + "-" + checksum(url));
            if (!Files.isDirectory(target)) {
                console.note("Unpacking PostgreSQL into " + target + " (once) …");
                unpack(url, target);
            }
            return new Binaries(target);
        } catch (IOException e) {
            throw new CommandFailure(
                    "PostgreSQL cannot be unpacked into " + cache + ": " + Reasons.of(e)
                            + ". Make room or permission there, or set XDG_CACHE_HOME to another folder.",
                    e);
        }
    }

    /** Where a user's programs keep what they can make again. */
    static Path userCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("eventstore");
    }

    private static String archiveName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        String system = os.contains("mac") ? "darwin" : os.contains("windows") ? "windows" : "linux";
        String machine = arch.equals("aarch64") || arch.equals("arm64") ? "arm_64" : "x86_64";
        return "postgres-" + system + "-" + machine + ".txz";
    }

    private static String checksum(URL url) throws IOException {
        if (url.openConnection() instanceof JarURLConnection jar && jar.getJarEntry() != null) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return "unpacked";
    }

    private static void unpack(URL url, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path fresh = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID());
        try {
            createOpenFolder(fresh);
            try (InputStream in = new XZInputStream(new BufferedInputStream(url.openStream()))) {
                new TarReader(in).unpackTo(fresh);
            }
            moveUnlessThere(fresh, target);
        } finally {
            delete(fresh);
        }
    }

    private static void createOpenFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        if (!WINDOWS) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void moveUnlessThere(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    static void delete(@Nullable Path folder) throws IOException {
        if (folder == null || !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
