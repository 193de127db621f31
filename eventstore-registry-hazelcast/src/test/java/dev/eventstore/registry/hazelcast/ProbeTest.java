package dev.eventstore.registry.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final Duration BUDGET = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void who_answers_the_greeting_is_a_member_and_then_nobody_waits_long_for_the_others() throws Exception {
        try (ServerSocket member = listening();
                ServerSocket silent = listening();
                ServerSocket other = listening()) {
            answering(member, "HZC");
            answering(other, "HTTP/1.1 400 Bad Request");
            InetSocketAddress nobody = closed();
            long begin = System.nanoTime();
            List<InetSocketAddress> found =
                    Probe.members(List.of(at(member), at(silent), at(other), nobody), BUDGET, PATIENCE);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(List.of(at(member)), found);
            assertTrue(taken.compareTo(BUDGET.multipliedBy(4)) < 0, () -> "it took " + taken);
        }
    }

    @Test
    void a_member_that_stands_still_for_longer_than_others_are_waited_for_is_found_when_it_goes_on() throws Exception {
        try (ServerSocket member = listening()) {
            CountDownLatch goOn = new CountDownLatch(1);
            answering(member, "HZC", goOn);
            CompletableFuture<List<InetSocketAddress>> found = CompletableFuture.supplyAsync(
                    () -> Probe.members(List.of(at(member)), Duration.ofMillis(10), PATIENCE));
            Await.stays("it is waited for", () -> !found.isDone());
            goOn.countDown();
            assertEquals(List.of(at(member)), Await.result(found));
        }
    }

    @Test
    void what_says_nothing_is_waited_for_no_longer_than_agreed() throws Exception {
        try (ServerSocket silent = listening()) {
            long begin = System.nanoTime();
            assertEquals(List.of(), Probe.members(List.of(at(silent)), Duration.ofMillis(10), BUDGET));
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(taken.compareTo(BUDGET.multipliedBy(4)) < 0, () -> "it took " + taken);
        }
    }

    @Test
    void where_nobody_listens_nothing_is_waited_for() throws IOException {
        long begin = System.nanoTime();
        assertEquals(List.of(), Probe.members(List.of(closed(), closed()), PATIENCE, PATIENCE));
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(SOON) < 0, () -> "it took " + taken);
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static InetSocketAddress at(ServerSocket socket) {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    private static InetSocketAddress closed() throws IOException {
        try (ServerSocket socket = listening()) {
            return at(socket);
        }
    }

    private static void answering(ServerSocket server, String answer) {
        answering(server, answer, new CountDownLatch(0));
    }

    private static void answering(ServerSocket server, String answer, CountDownLatch goOn) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(3);
                goOn.await();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException | InterruptedException ended) {
                // The test has ended before it came to this.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
