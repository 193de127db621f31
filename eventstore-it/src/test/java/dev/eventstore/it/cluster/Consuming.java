package dev.eventstore.it.cluster;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.it.consumer.Consumers;
import dev.eventstore.it.consumer.Tally;
import dev.eventstore.it.history.DeliveryChecker;
import dev.eventstore.it.history.DeliveryChecker.Outage;
import dev.eventstore.it.history.DeliveryChecker.Step;
import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The consumers of a cluster's nodes, and what is to be said of them in the end. Confined to the test's thread. */
public final class Consuming {

    private static final List<String> KINDS = List.of(Consumers.SHARED, Consumers.PARKING, Consumers.TOTALS);
    private static final int SOME_EVENTS = 200;

    private final RealCluster cluster;
    private final Path folder;
    private final List<Outage> outages = new ArrayList<>();

    private Consuming(RealCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    /** Starts consumers of all kinds on nodes. */
    public static Consuming on(RealCluster cluster, Path folder, int... nodes) throws SQLException {
        Tally.create(cluster.url());
        Consuming consuming = new Consuming(cluster, folder);
        for (int node : nodes) {
            consuming.begin(node);
        }
        return consuming;
    }

    /** Starts them on one more node, or on one that was started again. */
    public void begin(int node) {
        String answer = cluster.node(node).ask("consume " + folder);
        if (!answer.startsWith("ok")) {
            throw new AssertionError("no consumers on node " + node + ": " + answer);
        }
    }

    /** The number of the node that feeds the consumers of a kind. */
    public int owner(String kind, int asked) {
        return RealCluster.number(cluster.node(asked).ask("owner-of " + kind));
    }

    /** A node was lost from then until now. */
    public void excuse(int node, long fromNanos) {
        outages.add(new Outage(node, fromNanos, System.nanoTime()));
    }

    /** Waits until all kinds have got on. */
    public void awaitMore(int asked) {
        Map<String, Long> before = new HashMap<>();
        KINDS.forEach(kind -> before.put(kind, checkpoint(kind, asked)));
        for (String kind : KINDS) {
            await(kind, "get on", asked, () -> checkpoint(kind, asked) >= before.get(kind) + SOME_EVENTS);
        }
    }

    /** Waits until all kinds have everything. Returns what is wrong, when nobody writes any more. */
    public List<String> check(int asked) throws IOException, SQLException {
        List<RecordedEvent> events = cluster.events();
        long head = events.get(events.size() - 1).position();
        for (String kind : KINDS) {
            await(kind, "have everything up to " + head, asked, () -> checkpoint(kind, asked) >= head);
        }
        List<RecordedEvent> accepted =
                events.stream().filter(event -> !Consumers.refuses(event.id())).toList();
        List<String> wrong = new ArrayList<>(judge(Consumers.SHARED, events, true));
        wrong.addAll(judge(Consumers.PARKING, accepted, false));
        TreeSet<Long> refused = new TreeSet<>();
        events.stream().filter(event -> Consumers.refuses(event.id())).forEach(event -> refused.add(event.position()));
        String parked = cluster.node(asked).ask("parked " + Consumers.PARKING);
        if (!parked.equals("ok " + refused)) {
            wrong.add("parked is " + parked + ", but refused were " + refused);
        }
        if (!Tally.counted(cluster.url()).equals(Tally.expected(events))) {
            wrong.add("counted is " + Tally.counted(cluster.url()) + ", but there is " + Tally.expected(events));
        }
        return wrong;
    }

    private List<String> judge(String kind, List<RecordedEvent> expected, boolean ordered) throws IOException {
        List<Step> steps = steps(kind);
        System.out.println(steps.size() + " steps of " + kind + " consumers with " + expected.size() + " events, "
                + DeliveryChecker.again(steps) + " came again");
        return DeliveryChecker.check(steps, expected, ordered, outages);
    }

    private List<Step> steps(String kind) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.filter(file -> file.getFileName().toString().startsWith(kind + "-"))
                    .toList();
        }
        List<Step> steps = new ArrayList<>();
        for (Path log : logs) {
            String text = Files.readString(log);
            // A node that was killed may have left half a line.
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .forEach(line -> steps.add(Step.of(log.getFileName().toString(), line)));
        }
        return steps;
    }

    private void await(String kind, String what, int asked, BooleanSupplier condition) {
        try {
            Await.until("the consumers called " + kind + " " + what, condition);
        } catch (AssertionError vain) {
            throw new AssertionError(
                    vain.getMessage() + "; the subscriptions are "
                            + cluster.node(asked).ask("subscriptions"),
                    vain);
        }
    }

    private long checkpoint(String kind, int asked) {
        String answer = cluster.node(asked).ask("checkpoint " + kind);
        return answer.startsWith("ok ") ? Long.parseLong(answer.substring("ok ".length())) : -1;
    }
}
