package dev.eventstore.it;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our own modules as they were built: the jars on the class path of these tests. Stateless. */
public final class BuiltModules {

    private static final Pattern OURS =
            Pattern.compile(".*[/\\\\](eventstore-[a-z-]+)[/\\\\]target[/\\\\](classes|[^/\\\\]+\\.jar)");

    private BuiltModules() {}

    /** The jar of each artifact that has main code, by the artifact's name. */
    public static Map<String, Path> jars() {
        Map<String, Path> jars = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Matcher matcher = OURS.matcher(entry);
            if (matcher.matches() && !describe(Path.of(entry)).isEmpty()) {
                jars.put(matcher.group(1), Path.of(entry));
            }
        }
        return jars;
    }

    /** The jar of one artifact. */
    public static Path jar(String artifact) {
        Path jar = jars().get(artifact);
        if (jar == null) {
            throw new IllegalStateException(
                    "no jar of " + artifact + " on the class path: build it first with mvn verify; found " + jars());
        }
        return jar;
    }

    /** The modules, by their names. */
    public static Map<String, ModuleDescriptor> descriptors() {
        return jars().values().stream()
                .flatMap(jar -> describe(jar).stream())
                .collect(Collectors.toMap(ModuleDescriptor::name, each -> each, (a, b) -> a, TreeMap::new));
    }

    /** All classes of our modules that their service loaders create. */
    public static Set<String> providers() {
        return descriptors().values().stream()
                .flatMap(module -> module.provides().stream())
                .flatMap(provides -> provides.providers().stream())
                .collect(Collectors.toSet());
    }

    /** All packages that any of our modules exports to everybody. */
    public static Set<String> exported() {
        return descriptors().values().stream()
                .flatMap(module -> module.exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    /** The root folder of the project. */
    public static Path root() {
        Path folder = jar("eventstore-api").toAbsolutePath();
        while (!Files.exists(folder.resolve("eventstore-bom"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** What the program needs on its module path: its jar and the folder of its libraries. */
    public static List<Path> programPath() {
        Path target = root().resolve("eventstore-cli").resolve("target");
        List<Path> path = List.of(target.resolve("eventstore-cli.jar"), target.resolve("lib"));
        for (Path part : path) {
            if (!Files.exists(part)) {
                throw new IllegalStateException("there is no " + part + ": build it first with mvn verify");
            }
        }
        return path;
    }

    /** The libraries of the program, ours among them. */
    public static List<Path> libraries() {
        File[] jars = programPath().get(1).toFile().listFiles((folder, name) -> name.endsWith(".jar"));
        return Stream.of(jars == null ? new File[0] : jars)
                .map(File::toPath)
                .sorted()
                .toList();
    }

    /** Paths as an option of java and javac takes them. */
    public static String joined(Path... paths) {
        return joined(Arrays.asList(paths));
    }

    /** Paths as an option of java and javac takes them. */
    public static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The explicit modules of a jar or folder of classes: one or none. */
    private static List<ModuleDescriptor> describe(Path jar) {
        if (!Files.exists(jar)) {
            return List.of();
        }
        return ModuleFinder.of(jar).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(module -> !module.isAutomatic())
                .toList();
    }
}
