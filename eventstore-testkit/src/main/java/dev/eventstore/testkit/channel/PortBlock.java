package dev.eventstore.testkit.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports in a row of the loopback address that belong to one cluster or server of a test: nobody else who asks here gets them
 * before they are given back, in this program or another, nor those a hundred further, where some channels look for failures.
 * Thread-safe.
 */
public final class PortBlock implements AutoCloseable {

    /** How many ports there are. */
    public static final int SIZE = 9;

    /** All blocks lie below the ports that systems give to whoever asks for any. */
    private static final int LOWEST = 20_000;

    private static final int BLOCKS = 600;
    private static final int IN_A_HUNDRED = 10;

    /** Programs begin at different blocks, so that they seldom try one that another has, or had a moment ago. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % BLOCKS));

    private final int first;
    private final ServerSocket guard;

    private PortBlock(int first, ServerSocket guard) {
        this.first = first;
        this.guard = guard;
    }

    /**
     * A block of its own for the caller.
     *
     * @return a block that nobody has
     * @throws IllegalStateException if all are taken
     */
    public static PortBlock take() {
        for (int tries = 0; tries < BLOCKS; tries++) {
            int block = Math.floorMod(NEXT.getAndIncrement(), BLOCKS);
            int port = LOWEST + block / IN_A_HUNDRED * 200 + block % IN_A_HUNDRED * (SIZE + 1);
            // A server that outlived its program may still listen on the first one.
            try (ServerSocket free = listen(port)) {
                // Whoever listens behind the last port has the block.
                return new PortBlock(free.getLocalPort(), listen(port + SIZE));
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("all ports for tests are taken; end what else runs, and try again");
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    /**
     * Where the ports begin.
     *
     * @return the first of {@link #SIZE} ports
     */
    public int first() {
        return first;
    }

    /** Gives the ports back. */
    @Override
    public void close() {
        try {
            guard.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
