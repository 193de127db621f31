package dev.eventstore.it.cluster;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.EventStores;
import dev.eventstore.it.history.Call;
import dev.eventstore.it.history.CountsChecker;
import dev.eventstore.it.history.HistoryChecker;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.channel.PortBlock;
import dev.eventstore.testkit.postgres.EmbeddedServer;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Three nodes of one registry over one database, on this machine or in networks of their own. Confined to the test's thread. */
public final class RealCluster implements AutoCloseable {

    /** How many nodes it may have. */
    public static final int NODES = 3;

    private static final int STREAMS = 12;
    private static final int COUNTERS = 12;
    private static final int MOST_LOOKS = 200;
    private static final int SOME_CALLS = 200;

    private final String registry;
    private final Path folder;
    private final String database;
    private final Runnable drop;
    private final Map<Integer, ClusterNode> nodes = new TreeMap<>();
    private final List<ClusterNode> all = new ArrayList<>();
    private final List<Path> logs = new ArrayList<>();
    private final List<Path> counts = new ArrayList<>();
    private final PortBlock ports = PortBlock.take();
    private final @Nullable Namespaces spaces;
    private final @Nullable TcpForward forward;

    private RealCluster(String registry, Path folder, boolean apart, String database, Runnable drop)
            throws IOException {
        this.registry = registry;
        this.folder = folder;
        this.database = database;
        this.drop = drop;
        URI server = URI.create(database.substring("jdbc:".length()));
        this.spaces = apart ? Namespaces.of(NODES) : null;
        this.forward = apart ? TcpForward.from(spaces.hostAddress(), server.getHost(), server.getPort()) : null;
    }

    /** Nodes on the loopback address, none started. */
    public static RealCluster on(String registry, Path folder) throws IOException {
        TestDatabase database = PostgresForTests.newDatabase();
        return new RealCluster(registry, folder, false, database.url(), database::close);
    }

    /** Nodes on the loopback address over a server that the caller may stop, none started. */
    public static RealCluster over(EmbeddedServer server, String registry, Path folder) throws IOException {
        return new RealCluster(registry, folder, false, server.url(), () -> {});
    }

    /** Nodes in networks of their own, none started. */
    public static RealCluster apart(String registry, Path folder) throws IOException {
        TestDatabase database = PostgresForTests.newDatabase();
        return new RealCluster(registry, folder, true, database.url(), database::close);
    }

    /** Starts all nodes at once, and waits until they are in one view. */
    public RealCluster formed() throws IOException {
        for (int node = 1; node <= NODES; node++) {
            start(node);
        }
        nodes.values().forEach(ClusterNode::awaitReady);
        awaitView(1, 2, 3);
        return this;
    }

    /** Starts nodes one after the other, so that the first one coordinates, and waits until they are in one view. */
    public RealCluster formedBy(Integer... inTurn) throws IOException {
        for (int node : inTurn) {
            start(node).awaitReady();
        }
        awaitView(inTurn);
        return this;
    }

    /** Starts a node without waiting for it. */
    public ClusterNode start(int node) throws IOException {
        Path configuration = folder.resolve("node" + node + ".conf");
        Files.writeString(configuration, configuration(node));
        List<String> prefix = spaces == null ? List.of() : spaces.inside(node);
        ClusterNode started = ClusterNode.start(prefix, name(node), configuration, folder);
        nodes.put(node, started);
        all.add(started);
        return started;
    }

    /** A node, as it was started last. */
    public ClusterNode node(int node) {
        return nodes.get(node);
    }

    /** The links between nodes that are apart. */
    public Namespaces network() {
        return spaces;
    }

    /** The number of the node that owns a stream, as another one says. */
    public int owner(int asked, String stream) {
        return number(node(asked).ask("owner " + stream));
    }

    /** The number of the node that feeds the subscriber of {@link #witness}, as another one says. */
    public int ownerOfWitness(int asked) {
        return number(node(asked).ask("owner-of-witness"));
    }

    /** A stream that a node owns, as another one says. */
    public String streamOf(int owner, int asked) {
        return IntStream.range(0, MOST_LOOKS)
                .mapToObj(each -> "probed-" + each)
                .filter(stream -> owner(asked, stream) == owner)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stream of " + name(owner)));
    }

    /** A subscriber on a node takes every event from now on. */
    public Path witness(int node) {
        Path log = folder.resolve("witness-" + node + "-" + System.nanoTime() + ".txt");
        String answer = node(node).ask("witness " + log);
        if (!answer.startsWith("ok")) {
            throw new AssertionError("no subscriber on " + name(node) + ": " + answer);
        }
        return log;
    }

    /** Clients on a node write from now on. */
    public void load(int node, int clients) {
        Path log = folder.resolve("calls-" + node + "-" + System.nanoTime() + ".txt");
        logs.add(log);
        node(node).ask("load " + clients + " " + STREAMS + " " + log);
    }

    /** Clients on a node add to counters from now on. */
    public void count(int node, int clients) {
        Path log = folder.resolve("counts-" + node + "-" + System.nanoTime() + ".txt");
        counts.add(log);
        node(node).ask("count " + clients + " " + COUNTERS + " " + log);
    }

    /** Waits until counters have given some more answers, whatever happens to others. */
    public void awaitCounting() {
        long before = CountsChecker.answered(counts);
        Await.until("clients go on counting", () -> CountsChecker.answered(counts) >= before + SOME_CALLS);
    }

    /** Ends the counting clients of nodes that live, and compares what all were told with what the counters have come to. */
    public List<String> checkCounts(Integer... living) {
        for (int node : living) {
            node(node).ask("stop-counting");
        }
        return CountsChecker.check(counts, COUNTERS, counter -> {
            String answer = node(living[0]).ask("total " + counter);
            return Long.parseLong(answer.substring("ok ".length()));
        });
    }

    /** Waits until each of these nodes is in a view of exactly these. */
    public void awaitView(Integer... members) {
        String expected = Stream.of(members).sorted().map(this::name).collect(Collectors.joining(","));
        for (int member : members) {
            Await.until(
                    name(member) + " is in a view of " + expected,
                    () -> node(member).ask("view").endsWith(" " + expected)
                            && node(member).ask("serves").equals("ok true"));
        }
    }

    /**
     * Waits until a node has noticed that it is alone, and refuses calls. A call before that is on its way to a node that
     * may have handled it, so its caller is told at its deadline.
     */
    public void awaitRefusal(int node) {
        Await.until(
                name(node) + " serves no more", () -> node(node).ask("serves").equals("ok false"));
        String answer = node(node).ask("append refused");
        if (!answer.startsWith("failed NoNodeAvailable")) {
            throw new AssertionError(name(node) + " is alone and does not refuse calls: " + answer);
        }
    }

    /** How many nodes serve by each view, by its epoch and members. */
    public Map<String, Integer> views() {
        Map<String, Integer> views = new TreeMap<>();
        for (ClusterNode node : nodes.values()) {
            String view = node.ask("view");
            if (node.ask("serves").equals("ok true")) {
                views.merge(view, 1, Integer::sum);
            }
        }
        return views;
    }

    /** Waits until clients have had some more calls written, whatever happens to others. */
    public void awaitProgress() {
        Map<Path, Long> before = new HashMap<>();
        logs.forEach(log -> before.put(log, log.toFile().length()));
        Await.until("clients go on writing", () -> writtenSince(before) >= SOME_CALLS);
    }

    /** Ends the clients of nodes that live, and compares what all clients were told with what is stored. */
    public List<String> check(Integer... living) {
        for (int node : living) {
            node(node).ask("stop-load");
        }
        List<Call> calls = calls();
        try (EventStore store = local()) {
            return HistoryChecker.check(calls, store);
        }
    }

    /** Where the events are. */
    String url() {
        return database;
    }

    /** All events. */
    List<RecordedEvent> events() {
        try (EventStore store = local();
                var events = store.stream(StreamId.ALL, ReadOptions.forward())) {
            return events.toList();
        }
    }

    /** The position of the last event. */
    public long head() {
        try (EventStore store = local()) {
            return store.read(StreamId.ALL, ReadOptions.backward().limit(1))
                    .get(0)
                    .position();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            all.forEach(ClusterNode::close);
            if (forward != null) {
                forward.close();
            }
            if (spaces != null) {
                spaces.close();
            }
        } finally {
            ports.close();
            drop.run();
        }
    }

    /** Ends nodes as if they had lost their power. */
    public void kill(Integer... victims) {
        for (int victim : victims) {
            node(victim).kill();
        }
    }

    /** How many calls of clients were not answered within a time, for all their repeats. */
    public long slower(Duration than) {
        return calls().stream()
                .filter(call -> call.micros() > than.toMillis() * 1_000)
                .count();
    }

    private EventStore local() {
        return EventStores.builder()
                .setting("eventstore.registry", "local")
                .setting("eventstore.postgres.url", database)
                .open();
    }

    private long writtenSince(Map<Path, Long> lengths) {
        return logs.stream()
                .flatMap(log -> lines(log, lengths.get(log)).stream())
                .filter(line -> Call.parse(line).outcome() == Call.Outcome.WRITTEN)
                .count();
    }

    private List<Call> calls() {
        return logs.stream()
                .flatMap(log -> lines(log, 0).stream())
                .map(Call::parse)
                .toList();
    }

    /** The whole lines from a place on that begins one: a node that was killed may have left half a line. */
    private static List<String> lines(Path log, long from) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            List<String> lines =
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            boolean whole = from == 0 || lines.isEmpty() || lines.get(0).startsWith("node");
            return whole ? lines : lines.subList(1, lines.size());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String configuration(int node) {
        String names = IntStream.rangeClosed(1, NODES)
                .mapToObj(each -> '"' + name(each) + ":" + (ports.first() + each - 1) + '"')
                .collect(Collectors.joining(", "));
        String url = forward == null
                ? database
                : database.replaceFirst("//[^/]*/", "//" + spaces.hostAddress() + ":" + forward.port() + "/");
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
                  postgres { url = "%s", handler-timeout = 5s }
                }
                """.formatted(node, registry, name(node), names, url);
    }

    private String name(int node) {
        return "node" + node + "@" + (spaces == null ? "127.0.0.1" : spaces.address(node));
    }

    static int number(String answer) {
        if (!answer.startsWith("ok node")) {
            throw new AssertionError("no owner: " + answer);
        }
        return Integer.parseInt(answer.substring("ok node".length(), "ok node".length() + 1));
    }
}
