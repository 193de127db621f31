package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.cluster.RealCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What scenarios share. Used by one thread. */
abstract class FaultScenario {

    /** A client repeats a call five times at most, each with a deadline of four seconds, on a machine that may be busy. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

    private static final int CLIENTS = 3;

    @TempDir
    Path folder;

    /** The id of the registry. */
    abstract String registry();

    static void loadAll(RealCluster cluster, Integer... nodes) {
        for (int node : nodes) {
            cluster.load(node, CLIENTS);
        }
    }

    /** Another node than these. */
    static int otherThan(int... nodes) {
        for (int node = 1; node <= RealCluster.NODES; node++) {
            int candidate = node;
            if (Arrays.stream(nodes).noneMatch(each -> each == candidate)) {
                return node;
            }
        }
        throw new AssertionError("there is no other node");
    }

    /** An append that must succeed; says how long that took. */
    void append(RealCluster cluster, int node, String stream, String what) {
        String answer = cluster.node(node).ask("append " + stream);
        assertTrue(answer.startsWith("ok "), () -> what + ": " + answer);
        say(what, Long.parseLong(answer.split(" ")[2]) / 1_000);
    }

    void say(String what, long millis) {
        System.out.println(registry() + ": " + what + ": " + millis + " ms");
    }

    static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** Ends the load: nothing is wrong in the history, and nobody has waited without end. */
    static void assertSound(RealCluster cluster, Integer... living) {
        cluster.awaitProgress();
        assertEquals(List.of(), cluster.check(living));
        assertEquals(0, cluster.slower(LONGEST_CALL), "calls without an answer in time");
    }
}
