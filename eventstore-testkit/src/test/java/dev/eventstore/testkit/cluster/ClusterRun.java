package dev.eventstore.testkit.cluster;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.core.forward.Forwarder;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.testkit.cluster.CounterMessages.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** One run: a cluster forms, much goes wrong while callers call, then all is well and everything must work. */
final class ClusterRun {

    private static final Duration TROUBLE = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final SimCluster cluster;
    private final Clients clients;
    private final boolean subscribes;
    private final Readers readers;
    private final Chaos chaos;

    private ClusterRun(long seed, Plant... plants) {
        cluster = new SimCluster(seed, seed % 4 == 3 ? 5 : 3, plants);
        clients = new Clients(cluster);
        // Subscribers cost time: a third of the runs have them.
        subscribes = seed % 3 == 0;
        readers = new Readers(cluster);
        chaos = new Chaos(cluster);
    }

    /** Runs under a seed and gives what happened. */
    static List<String> of(long seed, Plant... plants) {
        ClusterRun run = new ClusterRun(seed, plants);
        // Every other run: otherwise a lone node's appends never are.
        run.cluster.forwards(seed % 2 == 0 ? Forwarder.Policy.ALWAYS : Forwarder.Policy.NEVER);
        run.trouble();
        run.heal();
        run.useEverything();
        run.moveEverything();
        run.handleEverything();
        run.readEverything();
        return run.cluster.checks().trace();
    }

    private void trouble() {
        cluster.network().disorder(0.2);
        cluster.laziness(0.1);
        cluster.names()
                .forEach(name ->
                        cluster.sim().schedule(cluster.upTo(Duration.ofMillis(500)), () -> cluster.startAnew(name)));
        long end = cluster.sim().nanoTime() + TROUBLE.toNanos();
        every(Duration.ofMillis(150), end, clients::someCall);
        if (subscribes) {
            every(Duration.ofMillis(300), end, readers::some);
        }
        every(Duration.ofMillis(1_500), end, chaos::strike);
        every(Duration.ofMillis(500), Long.MAX_VALUE, clients::checkOpen);
        cluster.run(TROUBLE);
    }

    private void heal() {
        chaos.end();
        cluster.sim().schedule(Duration.ofSeconds(8), chaos::end);
        cluster.settle(cluster.names(), SETTLED);
        cluster.until("every ask has ended", Duration.ofSeconds(20), clients::isQuiet);
        cluster.settle(cluster.names(), SETTLED);
        chaos.calm();
    }

    /** Subscribers that have followed all that handle what they have missed. */
    private void handleEverything() {
        if (subscribes) {
            readers.calm();
            readers.readEverything();
        }
    }

    /** Appends and counts through every node. */
    private void useEverything() {
        for (String name : cluster.names()) {
            List<CompletionStage<?>> calls = new ArrayList<>();
            for (int i = 0; i < Clients.NAMES; i++) {
                Clients.Call call = new Clients.Call(Clients.stream(i), ExpectedVersion.any(), clients.events());
                calls.add(clients.append(cluster.node(name), call, 1));
                calls.add(clients.increment(cluster.node(name), Clients.counter(i)));
            }
            calls.forEach(cluster::result);
        }
        for (int i = 0; i < Clients.NAMES; i++) {
            ProcessName counter = Clients.counter(i);
            long running =
                    cluster.nodes().stream().filter(node -> node.runs(counter)).count();
            cluster.checks().require(running == 1, counter + " runs on " + running + " nodes");
        }
    }

    /** A node leaves and comes back: the counters go on. */
    private void moveEverything() {
        Map<ProcessName, Long> totals = new TreeMap<>(Comparator.comparing(ProcessName::key));
        count(cluster.names().get(0), totals);
        String leaving = cluster.names().get(cluster.names().size() - 1);
        List<String> rest = cluster.names().subList(0, cluster.names().size() - 1);
        cluster.leave(leaving);
        cluster.settle(rest, SETTLED);
        count(rest.get(0), totals);
        cluster.until(
                leaving + " has ended", SETTLED, () -> cluster.living(leaving).isEmpty());
        cluster.start(leaving);
        cluster.settle(cluster.names(), SETTLED);
        count(leaving, totals);
    }

    /** What was linked and deleted is read as it was done. */
    private void readEverything() {
        for (int i = 0; i < Changes.NAMES; i++) {
            read(Changes.target(i));
            read(Changes.mortal(i));
        }
    }

    private void read(StreamId stream) {
        Removals removals = cluster.checks().removals();
        Deadline soon = Deadline.after(cluster.sim(), SETTLED);
        CompletionStage<Map<Long, UUID>> read = cluster.node(cluster.names().get(0))
                .storage()
                .read(new ReadRequest(stream, false, 1, 10_000, soon))
                .handle((events, failure) -> {
                    Throwable why = failure == null ? null : Failures.unwrap(failure);
                    boolean closed = why instanceof StreamDeletedException;
                    cluster.checks().require(closed == removals.isClosed(stream), stream + " was read: " + why);
                    Map<Long, UUID> found = new HashMap<>();
                    if (events != null) {
                        events.forEach(event -> found.put(event.number(), event.id()));
                    }
                    return closed ? removals.events(stream) : found;
                });
        Map<Long, UUID> found = cluster.result(read);
        cluster.checks().require(found.equals(removals.events(stream)), stream + " has " + found);
        cluster.checks().verify();
    }

    private void count(String node, Map<ProcessName, Long> totals) {
        for (int i = 0; i < Clients.NAMES; i++) {
            ProcessName counter = Clients.counter(i);
            Total total = cluster.result(clients.increment(cluster.node(node), counter));
            Long before = totals.put(counter, total.value());
            cluster.checks()
                    .require(
                            before == null || total.value() == before + 1,
                            counter + " had counted to " + before + ", then to " + total.value());
        }
    }

    private void every(Duration most, long end, Runnable task) {
        cluster.sim().schedule(cluster.upTo(most.multipliedBy(2)), () -> {
            if (cluster.sim().nanoTime() < end) {
                task.run();
                every(most, end, task);
            }
        });
    }
}
