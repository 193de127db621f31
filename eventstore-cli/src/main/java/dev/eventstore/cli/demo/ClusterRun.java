package dev.eventstore.cli.demo;

import dev.eventstore.cli.demo.DemoNode.Answer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The chapters of the demonstration on three nodes that append, ask who owns what, and read, while nothing is wrong; and the
 * last one, which casts up accounts. Confined to one thread.
 */
final class ClusterRun {

    private static final int REPEATED = 100;
    private static final double FEWEST = 0.2;
    private static final double MOST = 0.47;

    private final DemoNodes nodes;
    private final DemoSql sql;
    private final Claims claims;
    private final GitHistory history;

    /** The ids of all events whose append was acknowledged. */
    private final Set<String> acknowledged = new LinkedHashSet<>();

    /** Which node was asked for the appends of each stream. */
    private final Map<String, DemoNode> asked = new HashMap<>();

    ClusterRun(DemoNodes nodes, DemoSql sql, Claims claims, GitHistory history) {
        this.nodes = nodes;
        this.sql = sql;
        this.claims = claims;
        this.history = history;
    }

    /** Remembers an append that was acknowledged. */
    Answer noted(Answer append) {
        if (!append.isRefused()) {
            acknowledged.add(append.text("id"));
        }
        return append;
    }

    /** Appends everything through all nodes, and the end of it once more. */
    void append() throws SQLException {
        claims.chapter(
                "1  Append: an event for each changed file, through three nodes, each naming the version it expects");
        Map<String, Long> versions = new HashMap<>();
        List<String> commands = new ArrayList<>();
        List<DemoNode> through = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        for (Change change : history.changes()) {
            String stream = change.stream().value();
            // All appends to a stream go through one node, or they would overtake one another.
            DemoNode gate = asked.computeIfAbsent(stream, each -> nodes.all().get(asked.size() % DemoNodes.COUNT));
            long version = versions.merge(stream, 1L, Long::sum);
            commands.add(command(change, version - 1));
            through.add(gate);
            expected.add(version);
        }
        long begin = System.nanoTime();
        List<Answer> first = appendAll(commands, through);
        double seconds = (System.nanoTime() - begin) / 1e9;
        claims.check(
                String.format(
                        Locale.ROOT,
                        "%,d appends were answered in %.2f s (%,.0f/s, one caller a node), each with the version to be",
                        commands.size(),
                        seconds,
                        commands.size() / seconds),
                expected,
                first.stream().map(answer -> answer.number("version")).toList());
        claims.check("the database has as many events", (long) commands.size(), sql.events());
        repeat(commands, through, first);
    }

    /** The end of it again, each append through another node. */
    private void repeat(List<String> commands, List<DemoNode> through, List<Answer> first) throws SQLException {
        int from = Math.max(0, commands.size() - REPEATED);
        List<DemoNode> next = through.subList(from, through.size()).stream()
                .map(node -> nodes.all().get(nodes.number(node) % DemoNodes.COUNT))
                .toList();
        List<Answer> again = appendAll(commands.subList(from, commands.size()), next);
        claims.check(
                "the last " + next.size() + " again, each through another node, as after a lost answer: answered alike",
                positions(first.subList(from, first.size())),
                positions(again));
        claims.check("nothing was added", (long) commands.size(), sql.events());
    }

    private static List<Long> positions(List<Answer> appends) {
        return appends.stream().map(answer -> answer.number("position")).toList();
    }

    private static String command(Change change, long expected) {
        return "append " + DemoNode.quoted(change.stream().value()) + " " + change.type() + " " + change.data()
                + " --metadata " + change.metadata() + " --id " + UUID.randomUUID() + " --expect " + expected;
    }

    private List<Answer> appendAll(List<String> commands, List<DemoNode> through) {
        for (int i = 0; i < commands.size(); i++) {
            through.get(i).give(commands.get(i));
        }
        return through.stream().map(node -> noted(node.answer())).toList();
    }

    /** Who owns what, as the nodes say, and who wrote what, as the database says. */
    void owners() throws SQLException {
        claims.chapter("2  Who owns what");
        List<String> streams = sql.streams();
        DemoNode first = nodes.all().get(0);
        SortedMap<String, String> owners = DemoNodes.owners(first, streams);
        Map<String, Double> shares = new LinkedHashMap<>();
        first.answers("ring").forEach(each -> shares.put(each.text("node"), Double.parseDouble(each.text("share"))));
        shares.forEach((node, share) -> claims.say(String.format(
                Locale.ROOT,
                "  %s owns %.1f %% of all names, and %d of these %d streams",
                node,
                100 * share,
                Collections.frequency(owners.values(), node),
                streams.size())));
        claims.check("each has about a third", true, shares.values().stream().allMatch(ClusterRun::isAboutAThird));
        List<SortedMap<String, String>> told = new ArrayList<>();
        List<SortedMap<String, String>> running = new ArrayList<>();
        for (DemoNode node : nodes.all()) {
            told.add(DemoNodes.owners(node, streams));
            running.add(running(node));
        }
        claims.check(
                "each node tells the same owner of every stream",
                true,
                List.of(owners, owners, owners).equals(told));
        claims.check(
                "each node finds the processes of all " + streams.size() + " streams running where they belong",
                true,
                List.of(owners, owners, owners).equals(running));
        written(owners);
    }

    /** Who wrote what: an owner may leave the writing of an append to the node that was asked. */
    private void written(Map<String, String> owners) throws SQLException {
        Set<String> permitted = new HashSet<>();
        owners.forEach((stream, owner) -> {
            permitted.add(owner + " " + stream);
            permitted.add(asked.get(stream).name() + " " + stream);
        });
        claims.check(
                "the database saw every event written by its stream's owner or, by its leave, by the node that was asked",
                List.of(),
                sql.writers().stream()
                        .filter(writer -> !permitted.contains(writer))
                        .toList());
    }

    static boolean isAboutAThird(double share) {
        return share >= FEWEST && share <= MOST;
    }

    /** Where the process of each stream runs. */
    static SortedMap<String, String> running(DemoNode asked) {
        SortedMap<String, String> running = new TreeMap<>();
        asked.answers("registered").stream()
                .filter(each -> each.text("type").equals("stream"))
                .forEach(each -> running.put(each.text("key"), each.text("node")));
        return running;
    }

    /** Lets all nodes append with the same expectation. */
    void conflict() throws SQLException {
        String stream = busiest();
        long version = sql.eventsOf(stream);
        DemoNode owner = nodes.named(
                nodes.all().get(0).ask("owner " + DemoNode.quoted(stream)).text("node"));
        claims.chapter("3  All three append to " + stream + ", which " + owner.shortName()
                + " owns, all expecting version " + version);
        String rival = "append " + DemoNode.quoted(stream) + " RivalCame {} --expect " + version;
        nodes.all().forEach(node -> node.give(rival));
        List<Answer> answers =
                nodes.all().stream().map(node -> noted(node.answer())).toList();
        claims.check(
                "one of them wins and writes version " + (version + 1),
                List.of(version + 1),
                answers.stream()
                        .filter(answer -> !answer.isRefused())
                        .map(answer -> answer.number("version"))
                        .toList());
        String met = "is at " + (version + 1);
        claims.check(
                "the others are refused and told the version that they met",
                Collections.nCopies(DemoNodes.COUNT - 1, "WrongExpectedVersionException: " + met),
                answers.stream()
                        .filter(Answer::isRefused)
                        .map(answer -> told(answer, met))
                        .toList());
        DemoNode other = nodes.others(owner).get(0);
        claims.check(
                "once more through " + other.shortName() + ", which is not the owner: refused alike",
                "WrongExpectedVersionException: " + met,
                told(noted(other.ask(rival)), met));
        claims.check("the database has one event more", version + 1, sql.eventsOf(stream));
    }

    private static String told(Answer refusal, String met) {
        String why = refusal.text("error");
        return refusal.outcome() + ": " + (why.contains(met + ";") ? met : why);
    }

    /** The stream with most events of the history. */
    String busiest() {
        Map<String, Integer> counts = new HashMap<>();
        history.changes().forEach(change -> counts.merge(change.stream().value(), 1, Integer::sum));
        Comparator<Map.Entry<String, Integer>> byCount = Map.Entry.comparingByValue();
        return Collections.max(counts.entrySet(), byCount.thenComparing(Map.Entry.comparingByKey()))
                .getKey();
    }

    /** Reads a stream and {@code $all} on every node. */
    void read() throws SQLException {
        claims.chapter("4  Read on every node");
        String stream = busiest();
        List<List<String>> versions = new ArrayList<>();
        nodes.all().forEach(node -> versions.add(node.lines("read " + DemoNode.quoted(stream))));
        claims.check(
                stream + " reads alike on all three",
                1L,
                versions.stream().distinct().count());
        claims.check("it has the events that the database has", sql.eventsOf(stream), (long)
                versions.get(0).size());
        readAll();
    }

    private void readAll() throws SQLException {
        List<List<String>> all = new ArrayList<>();
        nodes.all().forEach(node -> all.add(node.lines("read $all")));
        claims.check(
                String.format(
                        Locale.ROOT,
                        "$all reads alike on all three, %,d events",
                        all.get(0).size()),
                1L,
                all.stream().distinct().count());
        claims.check(
                "it is what the database has, in the order of the commits",
                sql.idsByPosition(),
                all.get(0).stream().map(line -> Answer.of(line).text("id")).toList());
    }

    /** Nothing lost, nothing twice, no holes, after all. */
    void accounts() throws SQLException {
        claims.chapter("9  After all that");
        List<String> stored = sql.idsByPosition();
        List<String> lost = acknowledged.stream()
                .filter(id -> Collections.frequency(stored, id) != 1)
                .toList();
        claims.check(
                String.format(
                        Locale.ROOT, "each of %,d acknowledged events is in the database, once", acknowledged.size()),
                List.of(),
                lost);
        claims.check(
                "and nothing else is",
                List.of(),
                stored.stream().filter(id -> !acknowledged.contains(id)).toList());
        claims.check("positions in $all have no hole", 0L, sql.missingPositions());
        claims.check("versions have no hole in any stream", 0L, sql.streamsWithHoles());
        readAll();
    }
}
