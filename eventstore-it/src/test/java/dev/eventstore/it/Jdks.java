package dev.eventstore.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of this machine that are new enough: the running one, JAVA_HOME, and those where Linux keeps them. Stateless. */
public final class Jdks {

    private static final int OLDEST = 17;
    private static final Pattern MAJOR = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    private Jdks() {}

    /** Every JDK found, each once. */
    public static List<Jdk> all() {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        String given = System.getenv("JAVA_HOME");
        if (given != null && !given.isBlank()) {
            homes.add(Path.of(given));
        }
        homes.addAll(children(Path.of("/usr/lib/jvm")));
        Map<Path, Jdk> found = new TreeMap<>();
        for (Path home : homes) {
            int major = major(home);
            if (major >= OLDEST && Files.isExecutable(home.resolve("bin/javac"))) {
                found.putIfAbsent(real(home), new Jdk(real(home), major));
            }
        }
        return List.copyOf(found.values());
    }

    /** The one that runs these tests. */
    public static Jdk running() {
        Path home = real(Path.of(System.getProperty("java.home")));
        return new Jdk(home, Runtime.version().feature());
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int major(Path home) {
        try {
            Matcher matcher = MAJOR.matcher(Files.readString(home.resolve("release")));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A JDK.
     *
     * @param home its folder
     * @param major its version
     */
    public record Jdk(Path home, int major) {

        /** One of its programs. */
        public String program(String name) {
            return home.resolve("bin").resolve(name).toString();
        }

        @Override
        public String toString() {
            return "JDK " + major + " (" + home.getFileName() + ")";
        }
    }
}
