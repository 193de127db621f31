package dev.eventstore.it.cluster;

import dev.eventstore.api.EventStore;
import dev.eventstore.core.EventStores;
import dev.eventstore.it.history.Call;
import dev.eventstore.it.history.HistoryChecker;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three nodes of one registry over one database, on this machine or in networks of their own. Confined to the test's thread. */
final class RealCluster implements AutoCloseable {

    static final int NODES = 3;

    private final String registry;
    private final Path folder;
    private final TestDatabase database = PostgresForTests.newDatabase();
    private final Map<Integer, ClusterNode> nodes = new TreeMap<>();
    private final List<ClusterNode> all = new ArrayList<>();
    private final List<Path> logs = new ArrayList<>();
    private final List<Integer> ports;
    private final @Nullable Namespaces spaces;
    private final @Nullable TcpForward forward;

    private RealCluster(String registry, Path folder, boolean apart) throws IOException {
        this.registry = registry;
        this.folder = folder;
        URI server = URI.create(database.url().substring("jdbc:".length()));
        this.spaces = apart ? Namespaces.of(NODES) : null;
        this.forward = apart ? TcpForward.from(Namespaces.hostAddress(), server.getHost(), server.getPort()) : null;
        this.ports = freePorts();
    }

    /** Nodes on the loopback address, none started. */
    static RealCluster on(String registry, Path folder) throws IOException {
        return new RealCluster(registry, folder, false);
    }

    /** Nodes in networks of their own, none started. */
    static RealCluster apart(String registry, Path folder) throws IOException {
        return new RealCluster(registry, folder, true);
    }

    /** Starts all nodes at once, and waits until they are in one view. */
    RealCluster formed() throws IOException {
        for (int node = 1; node <= NODES; node++) {
            start(node);
        }
        nodes.values().forEach(ClusterNode::awaitReady);
        awaitView(1, 2, 3);
        return this;
    }

    /** Starts a node without waiting for it. */
    ClusterNode start(int node) throws IOException {
        Path configuration = folder.resolve("node" + node + ".conf");
        Files.writeString(configuration, configuration(node));
        List<String> prefix = spaces == null ? List.of() : spaces.inside(node);
        ClusterNode started = ClusterNode.start(prefix, name(node), configuration, folder);
        nodes.put(node, started);
        all.add(started);
        return started;
    }

    ClusterNode node(int node) {
        return nodes.get(node);
    }

    Namespaces network() {
        return spaces;
    }

    /** The number of the node that owns a stream, as another one says. */
    int owner(int asked, String stream) {
        String answer = node(asked).ask("owner " + stream);
        return number(answer.substring("ok ".length()));
    }

    /** Clients on a node write from now on. */
    void load(int node, int clients) {
        Path log = folder.resolve("calls-" + node + "-" + System.nanoTime() + ".txt");
        logs.add(log);
        node(node).ask("load " + clients + " 12 " + log);
    }

    /** Waits until each of these nodes is in a view of exactly these. */
    void awaitView(Integer... members) {
        String expected = Stream.of(members).sorted().map(this::name).collect(Collectors.joining(","));
        for (int member : members) {
            Await.until(
                    name(member) + " is in a view of " + expected,
                    () -> node(member).ask("view").endsWith(" " + expected)
                            && node(member).ask("serves").equals("ok true"));
        }
    }

    /** Waits until clients have had some more calls written, whatever happens to others. */
    void awaitProgress() throws IOException {
        long before = written();
        Await.until("clients go on writing", () -> written() >= before + 200);
    }

    /** Ends the clients of nodes that live, and compares what all clients were told with what is stored. */
    List<String> check(Integer... living) {
        for (int node : living) {
            node(node).ask("stop-load");
        }
        List<Call> calls = calls();
        try (EventStore store = EventStores.builder()
                .setting("eventstore.registry", "local")
                .setting("eventstore.postgres.url", database.url())
                .open()) {
            return HistoryChecker.check(calls, store);
        }
    }

    @Override
    public void close() throws IOException {
        all.forEach(ClusterNode::close);
        if (forward != null) {
            forward.close();
        }
        if (spaces != null) {
            spaces.close();
        }
        database.close();
    }

    private long written() {
        return calls().stream()
                .filter(call -> call.outcome() == Call.Outcome.WRITTEN)
                .count();
    }

    private List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        for (Path log : logs) {
            try {
                String text = Files.readString(log);
                // A node that was killed may have left half a line.
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .map(Call::parse)
                        .forEach(calls::add);
            } catch (IOException unreadable) {
                throw new IllegalStateException(unreadable);
            }
        }
        return calls;
    }

    private String configuration(int node) {
        String names = IntStream.rangeClosed(1, NODES)
                .mapToObj(each -> '"' + name(each) + ":" + ports.get(each - 1) + '"')
                .collect(Collectors.joining(", "));
        String url = forward == null
                ? database.url()
                : database.url().replaceFirst("//[^/]*/", "//" + Namespaces.hostAddress() + ":" + forward.port() + "/");
        return """
                eventstore {
                  name = node%d
                  registry = %s
                  storage = postgres
                  cluster {
                    node = "%s"
                    nodes = [%s]
                    secret = "of the tests"
                    static-quorum-size = 2
                  }
                  postgres { url = "%s" }
                }
                """.formatted(node, registry, name(node), names, url);
    }

    private String name(int node) {
        return "node" + node + "@" + (spaces == null ? "127.0.0.1" : Namespaces.address(node));
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring("node".length(), "node".length() + 1));
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
