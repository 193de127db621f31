package dev.eventstore.cli.demo;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.demo.DemoNode.Answer;
import dev.eventstore.cli.nodes.FreePorts;
import dev.eventstore.cli.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three nodes on this machine, some of which may not run. Confined to one thread. */
final class DemoNodes implements AutoCloseable {

    static final int COUNT = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUOTED = "\"%s\"";

    private final String registry;
    private final String schema;
    private final Database database;
    private final Path folder;
    private final List<Integer> ports;
    private final SortedMap<Integer, DemoNode> nodes = new TreeMap<>();
    private boolean keepLogs;

    DemoNodes(String registry, String schema, Database database) throws IOException {
        this.registry = registry;
        this.schema = schema;
        this.database = database;
        this.folder = Files.createTempDirectory("eventstore-demo");
        this.ports = FreePorts.find(COUNT);
    }

    /** Starts a node, without waiting until it serves. */
    void start(int number) {
        Path file = folder.resolve("node" + number + ".conf");
        try {
            Files.writeString(file, configuration(number));
        } catch (IOException e) {
            throw new CommandFailure("A node's configuration cannot be written: " + e.getMessage(), e);
        }
        nodes.put(number, DemoNode.start(name(number), file, folder.resolve("node" + number + ".log")));
    }

    /** The nodes that run, in the order of their numbers. */
    List<DemoNode> all() {
        return List.copyOf(nodes.values());
    }

    /** The node of a name that another one told. */
    DemoNode named(String name) {
        return all().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("A node that does not run was told: " + name));
    }

    /** The nodes that run but for these. */
    List<DemoNode> others(DemoNode... left) {
        return all().stream().filter(node -> !List.of(left).contains(node)).toList();
    }

    int number(DemoNode node) {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().equals(node))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** Kills a node, which is none of them any more. */
    void kill(DemoNode node) {
        node.kill();
        nodes.values().remove(node);
    }

    /** Waits until these, and no others, are in one view that has a quorum; says its epoch. */
    long awaitView(DemoNode... members) {
        String names = Stream.of(members).map(DemoNode::name).sorted().collect(Collectors.joining(","));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Answer> views =
                    Stream.of(members).map(node -> node.ask("view")).distinct().toList();
            boolean serve = Stream.of(members)
                    .allMatch(node -> node.ask("quorum").text("quorum").equals("true"));
            if (serve && views.size() == 1 && views.get(0).text("members").equals(names)) {
                return views.get(0).number("epoch");
            }
            if (System.nanoTime() - end > 0) {
                throw new CommandFailure("The nodes " + names + " were not in one view within " + PATIENCE.toSeconds()
                        + " s; they say " + views + ", their logs are in " + keptLogs());
            }
            Thread.onSpinWait();
        }
    }

    /** Which node owns each of these streams, as one node says. */
    static SortedMap<String, String> owners(DemoNode asked, List<String> streams) {
        streams.forEach(stream -> asked.give("owner " + DemoNode.quoted(stream)));
        SortedMap<String, String> owners = new TreeMap<>();
        for (String stream : streams) {
            owners.put(stream, asked.answer().text("node"));
        }
        return owners;
    }

    /** The folder with the nodes' logs, which stays. */
    Path keptLogs() {
        keepLogs = true;
        return folder;
    }

    @Override
    public void close() throws IOException {
        nodes.values().forEach(DemoNode::close);
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!keepLogs || file.toString().endsWith(".conf")) {
                    Files.deleteIfExists(file);
                }
            }
        }
        if (!keepLogs) {
            Files.deleteIfExists(folder);
        }
    }

    private String configuration(int number) {
        String names = IntStream.rangeClosed(1, COUNT)
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
                  process { max-idle = 1000000, idle-timeout = 1h }
                  cluster { node = "%s", nodes = [%s], static-quorum-size = 2, secret = demo }
                  postgres {
                    url = "%s"
                    schema = %s
                    %s
                  }
                }
                """.formatted(name(number), registry, name(number), names, database.url(), schema, login);
    }

    private static String name(int number) {
        return "node" + number + "@127.0.0.1";
    }
}
