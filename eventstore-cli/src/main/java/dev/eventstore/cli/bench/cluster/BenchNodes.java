package dev.eventstore.cli.bench.cluster;

import dev.eventstore.cli.bench.measure.Latencies;
import dev.eventstore.cli.bench.measure.Sample;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.nodes.NodeFolder;
import dev.eventstore.cli.nodes.NodeProcess;
import dev.eventstore.cli.store.Database;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Three nodes of one registry on this machine, and what is asked of them. Confined to one thread. */
public final class BenchNodes implements AutoCloseable {

    private static final int NODES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int size;
    private final NodeFolder folder;
    private final NodeProcess[] nodes = new NodeProcess[NODES];

    private BenchNodes(String registry, String schema, Database database, int size) throws IOException {
        this.size = size;
        this.folder = new NodeFolder(NODES, registry, schema, database);
    }

    /**
     * Starts the nodes and waits until they are one cluster.
     *
     * @param registry the id of the registry
     * @param schema where they store
     * @param database the database
     * @param size how large events are
     * @return the nodes
     * @throws IOException if their files cannot be written
     */
    public static BenchNodes form(String registry, String schema, Database database, int size) throws IOException {
        BenchNodes formed = new BenchNodes(registry, schema, database, size);
        try {
            for (int node = 0; node < NODES; node++) {
                formed.start(node);
            }
            for (NodeProcess node : formed.nodes) {
                node.answer();
            }
            formed.awaitMembers(NODES);
            return formed;
        } catch (RuntimeException failure) {
            formed.close();
            throw failure;
        }
    }

    /**
     * Callers on one node.
     *
     * @param node the node
     * @param callers how many
     * @param time how long
     * @param whose streams they append to: owned (by the node), foreign or any
     * @return what they did
     */
    public Sample run(int node, int callers, Duration time, String whose) {
        return sample(nodes[node].ask("run " + callers + " " + time.toMillis() + " " + whose));
    }

    /**
     * Callers on all nodes, each node on streams of its own.
     *
     * @param callers how many in all
     * @param time how long
     * @return what they did together
     */
    public Sample runTogether(int callers, Duration time) {
        for (int node = 0; node < NODES; node++) {
            int theirs = callers / NODES + (node < callers % NODES ? 1 : 0);
            nodes[node].give("run " + theirs + " " + time.toMillis() + " owned");
        }
        long events = 0;
        long nanos = 0;
        Latencies latencies = new Latencies();
        for (NodeProcess node : nodes) {
            String[] parts = node.answer().split(" ");
            events += Long.parseLong(parts[0]);
            nanos = Math.max(nanos, Long.parseLong(parts[1]));
            latencies.add(parts[2]);
        }
        return new Sample(events, Duration.ofNanos(nanos), latencies);
    }

    /**
     * Appends on a node at a steady rate, and times the deliveries to a subscriber of the same node.
     *
     * @param node the node
     * @param rate how many appends a second
     * @param time how long
     * @param whose the subscription's process runs on: owned (on the node) or foreign
     * @return how long the deliveries took
     */
    public Sample deliver(int node, int rate, Duration time, String whose) {
        return sample(nodes[node].ask("deliver " + rate + " " + time.toMillis() + " " + whose));
    }

    /** Ends the owner of a stream by a blow, and says after how many milliseconds the stream takes an append again. */
    long lose(String stream, Blow blow) {
        int owner = owner(stream);
        int witness = (owner + 1) % NODES;
        nodes[witness].ask("append " + stream);
        long began = System.nanoTime();
        switch (blow) {
            case KILL -> nodes[owner].kill();
            case PAUSE -> nodes[owner].pause();
            case LEAVE -> nodes[owner].give("quit");
        }
        nodes[witness].ask("append " + stream);
        long millis = (System.nanoTime() - began) / 1_000_000;
        awaitMembers(witness, NODES - 1);
        if (blow == Blow.PAUSE) {
            nodes[owner].resume();
        } else {
            nodes[owner].join();
            nodes[owner].close();
            start(owner);
            nodes[owner].answer();
        }
        awaitMembers(NODES);
        return millis;
    }

    /** Appends to each of many streams once, so that as many processes run. */
    void touch(int streams) {
        nodes[0].ask("touch " + streams);
    }

    /** How many processes run, and after how many milliseconds that was known. */
    long[] registered() {
        return Arrays.stream(nodes[0].ask("registered").split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Lets a node leave and join again, and says how many milliseconds its joining took, from opening its store on. */
    long rejoin() {
        int node = NODES - 1;
        nodes[node].give("quit");
        nodes[node].join();
        nodes[node].close();
        awaitMembers(0, NODES - 1);
        start(node);
        long millis = Long.parseLong(nodes[node].answer());
        awaitMembers(NODES);
        return millis;
    }

    @Override
    public void close() throws IOException {
        for (NodeProcess node : nodes) {
            if (node != null) {
                node.close();
            }
        }
        folder.close();
    }

    /** How a node is lost. */
    enum Blow {
        /** Its process is killed. */
        KILL,
        /** Its process is stopped, its sockets stay open. */
        PAUSE,
        /** It leaves in good order. */
        LEAVE
    }

    private int owner(String stream) {
        String name = nodes[0].ask("owner " + stream);
        return IntStream.range(0, NODES)
                .filter(node -> name(node).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void awaitMembers(int members) {
        for (int node = 0; node < NODES; node++) {
            awaitMembers(node, members);
        }
    }

    private void awaitMembers(int node, int members) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!nodes[node].ask("members").equals("" + members)) {
            if (System.nanoTime() - end > 0) {
                throw new CommandFailure("The nodes did not form a cluster of " + members + " within "
                        + PATIENCE.toSeconds() + " s; their logs are in " + folder.keptLogs());
            }
            Thread.onSpinWait();
        }
    }

    private void start(int node) {
        nodes[node] = NodeProcess.start(
                folder,
                node + 1,
                List.of("bench", "cluster-node", folder.configuration(node + 1).toString(), "--size", "" + size));
    }

    private static Sample sample(String answer) {
        String[] parts = answer.split(" ");
        return new Sample(
                Long.parseLong(parts[0]), Duration.ofNanos(Long.parseLong(parts[1])), Latencies.decoded(parts[2]));
    }

    private static String name(int node) {
        return NodeFolder.name(node + 1);
    }
}
