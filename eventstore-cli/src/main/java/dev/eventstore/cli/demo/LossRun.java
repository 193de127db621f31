package dev.eventstore.cli.demo;

import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.demo.DemoNode.Answer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The chapters in which nodes are killed and come back: a subscription follows its owner, a node is left alone, and a node
 * joins. Confined to one thread.
 */
final class LossRun {

    private static final String SUBSCRIPTION = "demo";
    private static final int LIVE = 60;
    private static final int LIVE_STREAMS = 20;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MILLION = 1_000_000;

    private final DemoNodes nodes;
    private final DemoSql sql;
    private final Claims claims;
    private final ClusterRun run;
    private final List<Long> seen = new ArrayList<>();

    LossRun(DemoNodes nodes, DemoSql sql, Claims claims, ClusterRun run) {
        this.nodes = nodes;
        this.sql = sql;
        this.claims = claims;
        this.run = run;
    }

    /** A subscription is stopped, goes on, and loses its owner while events come; the two nodes that are left. */
    void kill() throws SQLException {
        DemoNode first = nodes.all().get(0);
        DemoNode lost = nodes.named(
                first.ask("owner $all --subscription " + SUBSCRIPTION).text("node"));
        DemoNode subscriber = nodes.others(lost).get(0);
        DemoNode writer = nodes.others(lost).get(1);
        claims.chapter("5  A subscription to $all runs on " + lost.shortName() + ", its subscriber sits on "
                + subscriber.shortName() + "; then " + lost.shortName() + " is killed while events come");
        long events = sql.events();
        long last = events + 2 * LIVE + 1;
        resume(subscriber, events, last);
        SortedMap<String, String> before = DemoNodes.owners(writer, sql.streams());
        long epoch = sql.epoch();
        giveLive(writer, "before");
        receive(subscriber, events + LIVE / 2);
        loseOwner(lost, writer, streamOf(lost, before));
        giveLive(writer, "after");
        takeLive(writer);
        receive(subscriber, last);
        claims.check(
                "the subscriber got 1 to " + last + ": nothing lost, nothing twice, in order",
                upTo(last),
                List.copyOf(seen));
        claims.check("the database has as many events", last, sql.events());
        afterwards(lost, subscriber, writer, before, epoch);
        claims.check("the checkpoint is the end of $all", last, sql.checkpoint(SUBSCRIPTION));
    }

    /** The subscription is stopped in the middle, and started again with the wish for all up to the last one. */
    private void resume(DemoNode subscriber, long events, long last) throws SQLException {
        long half = events / 2;
        subscribe(subscriber, half);
        receive(subscriber, half);
        claims.check("the subscriber got events 1 to " + half + ", each once, in order", upTo(half), List.copyOf(seen));
        // It ends before anything else is answered, and has acknowledged then.
        subscriber.ask("quorum");
        claims.check("stopped there, the database has its checkpoint", half, sql.checkpoint(SUBSCRIPTION));
        subscribe(subscriber, last - half);
        receive(subscriber, events);
        claims.check(
                "started again it goes on with event " + (half + 1) + ", up to the end",
                upTo(events),
                List.copyOf(seen));
    }

    private void loseOwner(DemoNode lost, DemoNode writer, String orphan) {
        long began = System.nanoTime();
        nodes.kill(lost);
        writer.give(append(orphan, "AppendedWithoutOwner"));
        takeLive(writer);
        Answer moved = run.noted(writer.answer());
        long millis = (System.nanoTime() - began) / MILLION;
        claims.check(
                "an append to one of its streams, sent at once through " + writer.shortName() + ", was done after "
                        + millis + " ms",
                "done",
                moved.outcome() + (millis <= SOON.toMillis() ? "" : " after " + millis + " ms"));
    }

    private void afterwards(
            DemoNode lost, DemoNode subscriber, DemoNode writer, SortedMap<String, String> before, long epoch)
            throws SQLException {
        long now = nodes.awaitView(subscriber, writer);
        claims.check(
                "the two that are left are in a view of a higher epoch, the database's",
                true,
                now > epoch && now == sql.epoch());
        SortedMap<String, String> after = DemoNodes.owners(writer, List.copyOf(before.keySet()));
        claims.check(
                "the streams of " + lost.shortName() + " have new owners, both know the same",
                after,
                DemoNodes.owners(subscriber, List.copyOf(before.keySet())));
        claims.check("none is left with the lost node", false, after.containsValue(lost.name()));
        List<String> movedAnyway = before.keySet().stream()
                .filter(stream -> !before.get(stream).equals(lost.name())
                        && !before.get(stream).equals(after.get(stream)))
                .toList();
        claims.check("no other stream moved", List.of(), movedAnyway);
        String owner = nodes.named(subscriber
                        .ask("owner $all --subscription " + SUBSCRIPTION)
                        .text("node"))
                .shortName();
        claims.check("the subscription has gone to " + owner, false, owner.equals(lost.shortName()));
    }

    private void giveLive(DemoNode writer, String when) {
        for (int i = 0; i < LIVE; i++) {
            writer.give(append("live-" + i % LIVE_STREAMS, "Came", "{\"when\":\"" + when + "\",\"number\":" + i + "}"));
        }
    }

    private void takeLive(DemoNode writer) {
        for (int i = 0; i < LIVE; i++) {
            run.noted(writer.answer());
        }
    }

    private static String append(String stream, String type) {
        return append(stream, type, "{}");
    }

    private static String append(String stream, String type, String data) {
        return "append " + DemoNode.quoted(stream) + " " + type + " " + data;
    }

    private static String streamOf(DemoNode owner, SortedMap<String, String> owners) {
        return owners.keySet().stream()
                .filter(stream -> owners.get(stream).equals(owner.name()))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("none of the streams is owned by " + owner.name()));
    }

    private static void subscribe(DemoNode subscriber, long count) {
        subscriber.give("subscribe $all " + SUBSCRIPTION + " --buffer-size 100 --count " + count);
    }

    /** Takes what the subscriber shows until it has shown so many in all. */
    private void receive(DemoNode subscriber, long until) {
        while (seen.size() < until) {
            seen.add(subscriber.answer().number("position"));
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** Of two nodes one is killed, the other one refuses; then one comes back. */
    void alone() throws SQLException {
        DemoNode alone = nodes.all().get(0);
        DemoNode other = nodes.all().get(1);
        claims.chapter("6  " + other.shortName() + " is killed, too: " + alone.shortName()
                + " is alone, below the quorum of 2");
        long events = sql.events();
        long began = System.nanoTime();
        nodes.kill(other);
        while (alone.ask("quorum").text("quorum").equals("true") && !isOver(began)) {
            Thread.onSpinWait();
        }
        long millis = (System.nanoTime() - began) / MILLION;
        String append = append(run.busiest(), "AppendedAlone");
        claims.check(
                "after " + millis + " ms it refuses an append",
                "NoNodeAvailableException",
                run.noted(alone.ask(append)).outcome());
        claims.check(
                "it refuses to read, too",
                "NoNodeAvailableException",
                alone.answers("read " + DemoNode.quoted(run.busiest())).get(0).outcome());
        claims.check("nothing was written", events, sql.events());
        int number = IntStream.rangeClosed(1, DemoNodes.COUNT)
                .filter(each -> each != nodes.number(alone))
                .findFirst()
                .orElseThrow();
        claims.say("  node" + number + " is started again …");
        nodes.start(number);
        nodes.awaitView(nodes.all().toArray(DemoNode[]::new));
        claims.check(
                "with two nodes the same append is done",
                "done",
                run.noted(alone.ask(append)).outcome());
        claims.check("the database has it", events + 1, sql.events());
    }

    private static boolean isOver(long began) {
        return System.nanoTime() - began > PATIENCE.toNanos();
    }

    /** The third node joins: what moves. */
    void join() throws SQLException {
        List<DemoNode> stayed = nodes.all();
        List<String> streams = sql.streams();
        SortedMap<String, String> before = DemoNodes.owners(stayed.get(0), streams);
        int number = IntStream.rangeClosed(1, DemoNodes.COUNT)
                .filter(each -> stayed.stream().noneMatch(node -> nodes.number(node) == each))
                .findFirst()
                .orElseThrow();
        claims.chapter("7  node" + number + " joins the two");
        nodes.start(number);
        nodes.awaitView(nodes.all().toArray(DemoNode[]::new));
        DemoNode joined = nodes.others(stayed.toArray(DemoNode[]::new)).get(0);
        SortedMap<String, String> after = DemoNodes.owners(joined, streams);
        moved(joined, before, after);
        claims.check(
                "all three say so",
                true,
                stayed.stream().allMatch(node -> DemoNodes.owners(node, streams).equals(after)));
        String stream = streamOf(joined, after);
        Answer appended = run.noted(stayed.get(0).ask(append(stream, "AppendedAfterMove")));
        String under = " " + sql.epoch();
        claims.check(
                "an append to one that moved, asked of " + stayed.get(0).shortName() + ", went by its process on "
                        + joined.shortName() + ", and was written once, under the new epoch",
                List.of(joined.name(), true),
                List.of(
                        ClusterRun.running(stayed.get(0)).getOrDefault(stream, "nowhere"),
                        sql.writersOf(appended.text("id")).stream()
                                .map(writer -> writer.endsWith(under))
                                .toList()
                                .equals(List.of(true))));
    }

    private void moved(DemoNode joined, SortedMap<String, String> before, SortedMap<String, String> after) {
        List<String> moved = before.keySet().stream()
                .filter(stream -> !before.get(stream).equals(after.get(stream)))
                .toList();
        double share = (double) moved.size() / before.size();
        claims.check(
                String.format(
                        Locale.ROOT,
                        "%d of %d streams moved, about a third: %.1f %%",
                        moved.size(),
                        before.size(),
                        100 * share),
                true,
                ClusterRun.isAboutAThird(share));
        claims.check(
                "each of them to " + joined.shortName() + ", none between the others",
                List.of(),
                moved.stream()
                        .filter(stream -> !after.get(stream).equals(joined.name()))
                        .toList());
    }
}
