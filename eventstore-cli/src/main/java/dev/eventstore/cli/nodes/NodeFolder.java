package dev.eventstore.cli.nodes;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configurations and logs of some nodes that form one cluster on this machine, in a folder that is deleted in the end unless
 * somebody was told where the logs are. Confined to one thread.
 */
public final class NodeFolder implements AutoCloseable {

    private static final String QUOTED = "\"%s\"";

    private final int count;
    private final String registry;
    private final String schema;
    private final Database database;
    private final Path folder;
    private final List<Integer> ports;
    private boolean keepLogs;

    /**
     * A new folder, and a free port for each node.
     *
     * @param count how many nodes there are
     * @param registry the id of their registry
     * @param schema where they store
     * @param database the database
     * @throws IOException if the folder cannot be made
     */
    public NodeFolder(int count, String registry, String schema, Database database) throws IOException {
        this.count = count;
        this.registry = registry;
        this.schema = schema;
        this.database = database;
        this.folder = Files.createTempDirectory("eventstore-nodes");
        this.ports = FreePorts.find(count);
    }

    /**
     * What a node is called.
     *
     * @param number the node, from 1
     * @return its name
     */
    public static String name(int number) {
        return "node" + number + "@127.0.0.1";
    }

    /**
     * Writes the configuration of a node.
     *
     * @param number the node, from 1
     * @return the file
     * @throws CommandFailure if it cannot be written
     */
    public Path configuration(int number) {
        Path file = folder.resolve("node" + number + ".conf");
        try {
            return Files.writeString(file, text(number));
        } catch (IOException failure) {
            throw new CommandFailure("A node's configuration cannot be written: " + failure.getMessage(), failure);
        }
    }

    /** Where the notes of a node go. */
    Path log(int number) {
        return folder.resolve("node" + number + ".log");
    }

    /** The same, if somebody is told to look at it: all logs stay from now on. */
    Path keptLog(int number) {
        keepLogs = true;
        return log(number);
    }

    /**
     * The folder with the logs, which stay from now on.
     *
     * @return the folder
     */
    public Path keptLogs() {
        keepLogs = true;
        return folder;
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!keepLogs || file.toString().endsWith(".conf")) {
                    Files.deleteIfExists(file);
                }
            }
        }
        if (!keepLogs) {
            Files.deleteIfExists(folder);
        }
    }

    private String text(int number) {
        String names = IntStream.rangeClosed(1, count)
                .mapToObj(each -> QUOTED.formatted(name(each) + ":" + ports.get(each - 1)))
                .collect(Collectors.joining(", "));
        String login =
                database.user().map(user -> "user = " + QUOTED.formatted(user)).orElse("") + "\n"
                        + database.password()
                                .map(word -> "password = " + QUOTED.formatted(word))
                                .orElse("");
        return """
                eventstore {
                  name = "%s"
                  registry = %s
                  storage = postgres
                  process { max-idle = 10000000, idle-timeout = 1h }
                  cluster { node = "%s", nodes = [%s], static-quorum-size = %d, secret = local }
                  postgres {
                    url = "%s"
                    schema = %s
                    %s
                  }
                }
                """.formatted(name(number), registry, name(number), names, count / 2 + 1, database.url(), schema, login);
    }
}
