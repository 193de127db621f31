package dev.eventstore.registry.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final Duration BUDGET = Duration.ofMillis(400);

    @Test
    void who_answers_the_greeting_is_a_member_and_nobody_waits_longer_for_the_others_than_agreed() throws Exception {
        try (ServerSocket member = listening();
                ServerSocket silent = listening();
                ServerSocket other = listening()) {
            answering(member, "HZC");
            answering(other, "HTTP/1.1 400 Bad Request");
            InetSocketAddress nobody = closed();
            long begin = System.nanoTime();
            List<InetSocketAddress> found = Probe.members(List.of(at(member), at(silent), at(other), nobody), BUDGET);
            Duration taken = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(List.of(at(member)), found);
            assertTrue(taken.compareTo(BUDGET.multipliedBy(4)) < 0, () -> "it took " + taken);
        }
    }

    @Test
    void where_nobody_listens_nothing_is_waited_for() throws IOException {
        long begin = System.nanoTime();
        assertEquals(List.of(), Probe.members(List.of(closed(), closed()), Duration.ofSeconds(20)));
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(taken.compareTo(Duration.ofSeconds(10)) < 0, () -> "it took " + taken);
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
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(3);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException ended) {
                // The test has ended before it came to this.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
