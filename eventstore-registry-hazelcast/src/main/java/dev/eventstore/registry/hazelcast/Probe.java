package dev.eventstore.registry.hazelcast;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Finds out at which addresses a member of Hazelcast listens: all are called at once, and only a member answers the three
 * letters with which members greet each other. So neither a machine that is down nor another program on the port, which would
 * say nothing, holds up who finds a member. Who finds none gives those that took the call longer: a member that stands still
 * for a moment must not be passed by, since that ends in a second cluster beside its own. Stateless.
 */
final class Probe {

    private static final byte[] GREETING = "HZC".getBytes(StandardCharsets.US_ASCII);

    private Probe() {}

    /**
     * Calls all.
     *
     * @param addresses where members may be
     * @param budget how long a connection and an answer are waited for
     * @param patience how long an answer is waited for where the connection was taken, while there is no other answer
     * @return those from which the answer came
     */
    static List<InetSocketAddress> members(
            Collection<InetSocketAddress> addresses, Duration budget, Duration patience) {
        List<InetSocketAddress> members = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            addresses.forEach(address -> call(selector, address));
            long begin = System.nanoTime();
            try {
                await(selector, begin + budget.toNanos(), () -> false, members);
                endUnconnected(selector);
                await(selector, begin + patience.toNanos(), () -> !members.isEmpty(), members);
            } finally {
                selector.keys().forEach(Probe::end);
            }
        } catch (IOException noSelector) {
            throw new IllegalStateException("no member can be looked for: " + noSelector.getMessage(), noSelector);
        }
        return members;
    }

    private static void await(Selector selector, long end, BooleanSupplier suffices, List<InetSocketAddress> members)
            throws IOException {
        boolean late = false;
        while (!late && !selector.keys().isEmpty() && !suffices.getAsBoolean()) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            late = millis <= 0;
            // Also when it is late: what has come while this program itself stood still counts.
            selector.select(key -> advance(key, members), Math.max(1, millis));
            selector.selectNow();
        }
    }

    private static void endUnconnected(Selector selector) throws IOException {
        selector.keys().stream()
                .filter(key -> key.isValid() && key.interestOps() == SelectionKey.OP_CONNECT)
                .forEach(Probe::end);
        selector.selectNow();
    }

    private static void call(Selector selector, InetSocketAddress address) {
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.register(
                        selector, SelectionKey.OP_CONNECT, new Call(address, ByteBuffer.allocate(GREETING.length)));
                channel.connect(address);
            } catch (IOException | RuntimeException unreachable) {
                channel.close();
            }
        } catch (IOException noSocket) {
            throw new IllegalStateException("no socket for " + address + ": " + noSocket.getMessage(), noSocket);
        }
    }

    /** One step: the greeting after the connection, then the answer to it. */
    private static void advance(SelectionKey key, List<InetSocketAddress> members) {
        SocketChannel channel = (SocketChannel) key.channel();
        Call call = (Call) key.attachment();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(GREETING));
                key.interestOps(SelectionKey.OP_READ);
            } else if (channel.read(call.answer) < 0) {
                end(key);
            } else if (!call.answer.hasRemaining()) {
                if (call.answer.flip().equals(ByteBuffer.wrap(GREETING))) {
                    members.add(call.address);
                }
                end(key);
            }
        } catch (IOException unreachable) {
            end(key);
        }
    }

    private static void end(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException ended) {
            key.cancel();
        }
    }

    /** An address that is called, and what it has answered so far. */
    private record Call(InetSocketAddress address, ByteBuffer answer) {}
}
