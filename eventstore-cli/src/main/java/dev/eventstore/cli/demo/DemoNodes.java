package dev.eventstore.cli.demo;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.demo.DemoNode.Answer;
import dev.eventstore.cli.nodes.NodeFolder;
import dev.eventstore.cli.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three nodes on this machine, some of which may not run. Confined to one thread. */
final class DemoNodes implements AutoCloseable {

    static final int COUNT = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NodeFolder folder;
    private final SortedMap<Integer, DemoNode> nodes = new TreeMap<>();

    DemoNodes(String registry, String schema, Database database) throws IOException {
        this.folder = new NodeFolder(COUNT, registry, schema, database);
    }

    /** Starts a node, without waiting until it serves. */
    void start(int number) {
        nodes.put(number, DemoNode.start(folder, number));
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
        return folder.keptLogs();
    }

    @Override
    public void close() throws IOException {
        nodes.values().forEach(DemoNode::close);
        folder.close();
    }
}
