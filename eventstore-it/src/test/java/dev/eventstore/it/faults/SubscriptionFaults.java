package dev.eventstore.it.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.cluster.Namespaces;
import dev.eventstore.it.cluster.RealCluster;
import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The owner of a subscription is lost, its subscriber is not: it gets every event once and in order. */
abstract class SubscriptionFaults extends FaultScenario {

    private static final int TAIL = 16 << 10;
    private static final int SOME_EVENTS = 500;

    @Test
    void a_subscriber_whose_owner_is_killed_misses_nothing() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            lose(cluster, owner -> cluster.node(owner).kill(), owner -> {
                cluster.start(owner).awaitReady();
            });
        }
    }

    @Test
    void a_subscriber_whose_owner_is_paused_misses_nothing() throws Exception {
        try (RealCluster cluster = RealCluster.on(registry(), folder).formedBy(1, 2, 3)) {
            lose(
                    cluster,
                    owner -> cluster.node(owner).pause(),
                    owner -> cluster.node(owner).resume());
        }
    }

    @Test
    void a_subscriber_whose_owner_is_cut_off_misses_nothing() throws Exception {
        if (!Namespaces.arePossible()) {
            System.out.println(
                    "Left out, since no network namespaces can be made here: a cut of a subscription's owner");
            return;
        }
        try (RealCluster cluster = RealCluster.apart(registry(), folder).formedBy(1, 2, 3)) {
            lose(
                    cluster,
                    owner -> cluster.network().isolate(owner),
                    owner -> cluster.network().heal());
        }
    }

    @Test
    void a_subscriber_that_is_cut_off_itself_goes_on_when_it_is_back() throws Exception {
        if (!Namespaces.arePossible()) {
            System.out.println("Left out, since no network namespaces can be made here: a cut of a subscriber");
            return;
        }
        try (RealCluster cluster = RealCluster.apart(registry(), folder).formedBy(1, 2, 3)) {
            loadAll(cluster, 1, 2, 3);
            int owner = cluster.ownerOfWitness(1);
            int asked = otherThan(owner);
            Path log = cluster.witness(asked);
            awaitMore(log);

            cluster.network().isolate(asked);
            cluster.awaitRefusal(asked);
            cluster.awaitView(owner, otherThan(owner, asked));
            cluster.awaitProgress();

            long began = System.nanoTime();
            cluster.network().heal();
            cluster.awaitView(1, 2, 3);
            awaitMore(log);
            say("a subscriber gets events after its own node was cut off and is back", millisSince(began));
            assertSound(cluster, 1, 2, 3);
            awaitAll(cluster, log);
        }
    }

    private interface Act {
        void on(int owner) throws IOException;
    }

    private void lose(RealCluster cluster, Act loss, Act end) throws IOException {
        loadAll(cluster, 1, 2, 3);
        int owner = cluster.ownerOfWitness(1);
        int asked = otherThan(owner);
        Path log = cluster.witness(asked);
        awaitMore(log);

        long began = System.nanoTime();
        loss.on(owner);
        cluster.awaitView(asked, otherThan(owner, asked));
        awaitMore(log);
        say("a subscriber gets events after its owner was lost", millisSince(began));

        end.on(owner);
        cluster.awaitView(1, 2, 3);
        awaitMore(log);
        assertSound(cluster, asked, otherThan(owner, asked));
        // Who was killed has no clients that could go on.
        cluster.check(1, 2, 3);
        awaitAll(cluster, log);
    }

    private void awaitAll(RealCluster cluster, Path log) {
        long head = cluster.head();
        Await.until("the subscriber has everything", () -> last(log, "acknowledged ") >= head);
        judge(lines(log), head);
    }

    /** Every event came, each after the one before it; none came again that was acknowledged. */
    private void judge(List<String> lines, long head) {
        long acknowledged = 0;
        long previous = 0;
        long furthest = 0;
        long again = 0;
        for (String line : lines) {
            long number = Long.parseLong(line.substring(line.indexOf(' ') + 1));
            if (line.startsWith("acknowledged ")) {
                acknowledged = Math.max(acknowledged, number);
            } else {
                assertTrue(line.startsWith("delivered "), line);
                assertTrue(number > acknowledged, number + " came again although it was acknowledged");
                assertTrue(number == previous + 1 || number <= previous, number + " came after " + previous);
                again += number <= furthest ? 1 : 0;
                previous = number;
                furthest = Math.max(furthest, number);
            }
        }
        assertEquals(head, furthest);
        System.out.println(registry() + ": events that came again since they were not acknowledged: " + again);
    }

    private static void awaitMore(Path log) {
        long before = last(log, "acknowledged ");
        Await.until("the subscriber gets more", () -> last(log, "acknowledged ") > before + SOME_EVENTS);
    }

    private static long last(Path log, String what) {
        List<Long> numbers = numbers(tail(log), what);
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    private static List<Long> numbers(List<String> lines, String what) {
        return lines.stream()
                .filter(line -> line.startsWith(what))
                .map(line -> Long.parseLong(line.substring(what.length())))
                .toList();
    }

    /** The last lines, many enough to see an acknowledgement among deliveries. */
    private static List<String> tail(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.substring(text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> lines(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
