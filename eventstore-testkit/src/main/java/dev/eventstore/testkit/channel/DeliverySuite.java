package dev.eventstore.testkit.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.channel.ChannelNode.Received;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bytes on their way between nodes. Called by JUnit only. */
public abstract class DeliverySuite extends ChannelSuite {

    private static final int[] SIZES = {0, 1, 7, 1_000, 65_536, 300_000, 5_000_000};
    private static final int BURST = 250;
    private static final Duration NO_WAIT = Duration.ofSeconds(2);

    /** For subclasses. */
    protected DeliverySuite() {}

    @Test
    public void bytes_of_any_size_arrive_whole_between_any_two() {
        List<ChannelNode> nodes = form();
        for (ChannelNode to : nodes) {
            for (ChannelNode from : nodes) {
                if (from != to) {
                    assertAllSizesArrive(from, to);
                }
            }
        }
    }

    @Test
    public void bytes_for_an_earlier_incarnation_reach_nobody() {
        List<ChannelNode> nodes = form();
        ChannelNode old = nodes.get(1);
        kill(old);
        ChannelNode again = join(2);
        List<ChannelNode> now = List.of(nodes.get(0), nodes.get(2), again);
        awaitList(now, now);
        byte[] late = {1};
        byte[] right = {2};
        nodes.get(0).send(old, late);
        nodes.get(0).send(again, right);
        assertArrayEquals(right, again.awaitOne().bytes());
        Await.stays(
                "what was meant for the old one is dropped",
                () -> again.received().size() == 1);
    }

    @Test
    public void bytes_for_a_node_that_is_gone_are_dropped_without_a_failure_or_a_wait() {
        List<ChannelNode> nodes = form();
        nodes.get(2).close();
        ChannelNode stranger =
                new ChannelNode(ChannelNode.id("node9@127.0.0.1"), nodes.get(0).channel());
        long begin = System.nanoTime();
        for (int i = 0; i < BURST; i++) {
            nodes.get(0).send(nodes.get(2), new byte[10_000]);
            nodes.get(0).send(stranger, new byte[10_000]);
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(NO_WAIT) < 0, () -> "the sender was held for " + taken);
        nodes.get(0).send(nodes.get(1), new byte[3]);
        assertEquals(3, nodes.get(1).awaitOne().bytes().length);
        Await.stays("only that arrives", () -> nodes.get(1).received().size() == 1);
    }

    @Test
    public void bytes_for_a_node_that_was_killed_hold_nobody_up() {
        List<ChannelNode> nodes = form();
        kill(nodes.get(2));
        long begin = System.nanoTime();
        for (int i = 0; i < BURST; i++) {
            nodes.get(0).send(nodes.get(2), new byte[1_000]);
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(NO_WAIT) < 0, () -> "the sender was held for " + taken);
        nodes.get(0).send(nodes.get(1), new byte[3]);
        assertEquals(3, nodes.get(1).awaitOne().bytes().length);
    }

    @Test
    public void many_senders_at_once_lose_and_mix_nothing() {
        List<ChannelNode> nodes = form();
        ChannelNode target = nodes.get(1);
        List<Callable<Void>> senders = new ArrayList<>();
        for (int sender = 0; sender < 8; sender++) {
            ChannelNode from = nodes.get(sender % 2 == 0 ? 0 : 2);
            int first = sender * BURST;
            senders.add(() -> {
                for (int i = first; i < first + BURST; i++) {
                    from.send(target, ByteBuffer.allocate(200).putInt(i).array());
                }
                return null;
            });
        }
        Race.run(senders).forEach(outcome -> assertTrue(outcome.succeeded(), () -> "failed: " + outcome.failure()));
        Await.until("all has come", () -> target.received().size() >= 8 * BURST);
        Set<Integer> numbers = new TreeSet<>();
        for (Received each : target.received()) {
            int number = ByteBuffer.wrap(each.bytes()).getInt();
            assertEquals(200, each.bytes().length);
            assertEquals(nodes.get(number / BURST % 2 == 0 ? 0 : 2).self(), each.from());
            numbers.add(number);
        }
        assertEquals(8 * BURST, numbers.size());
    }

    private static void assertAllSizesArrive(ChannelNode from, ChannelNode to) {
        List<byte[]> sent = new ArrayList<>();
        to.received().clear();
        for (int size : SIZES) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            sent.add(bytes);
            from.send(to, bytes);
        }
        Await.until(
                "all of " + from.self() + " reaches " + to.self(),
                () -> to.received().size() == sent.size());
        assertEquals(
                Set.of(from.self()), to.received().stream().map(Received::from).collect(Collectors.toSet()));
        for (byte[] bytes : sent) {
            Received arrived = to.received().stream()
                    .filter(each -> each.bytes().length == bytes.length)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(bytes.length + " bytes did not arrive whole"));
            assertArrayEquals(bytes, arrived.bytes());
        }
    }
}
