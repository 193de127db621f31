package dev.eventstore.example.sockets;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a node that has said hello: frames in both directions, each a length and as many bytes. One thread writes, one
 * reads. Thread-safe.
 */
final class Connection {

    /** What waits is bounded; what goes beyond is lost, which the registry reckons with. */
    private static final long MAX_WAITING_BYTES = 128L << 20;

    private static final int MAX_FRAME_BYTES = 256 << 20;
    private static final int HEARTBEAT = -1;
    private static final byte[] END = {};

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Duration heartbeat;
    private final LinkedBlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread writer;
    private final Hello peer;

    /** A connection whose greetings are exchanged; {@link #read} and {@link #startWriting} bring it to life. */
    private Connection(Socket socket, DataInputStream in, DataOutputStream out, Hello peer, Duration heartbeat) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.peer = peer;
        this.heartbeat = heartbeat;
        this.writer = thread("eventstore-sockets-to-" + peer.node().name(), this::write);
    }

    /** Takes what has come. */
    interface Receiver {
        void received(Hello from, byte[] bytes);
    }

    /** Greets whoever is at the other end of a socket. The node that called speaks first. */
    static Connection greet(Socket socket, Hello self, boolean called, SocketRegistryProvider.Timing timing)
            throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) timing.silence().toMillis());
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        if (called) {
            self.write(out);
        }
        Hello peer = Hello.read(in);
        if (!peer.cluster().equals(self.cluster())) {
            throw new IOException("it belongs to cluster '" + peer.cluster() + "', not to '" + self.cluster() + "'");
        }
        if (!called) {
            self.write(out);
        }
        return new Connection(socket, in, out, peer, timing.heartbeat());
    }

    /** A thread that does not keep the program from ending. */
    static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    Hello peer() {
        return peer;
    }

    void startWriting() {
        writer.start();
    }

    /** Puts bytes in line. Never waits. */
    void send(byte[] bytes) {
        if (waitingBytes.addAndGet(bytes.length) > MAX_WAITING_BYTES && bytes.length < waitingBytes.get()) {
            waitingBytes.addAndGet(-bytes.length);
        } else {
            waiting.add(bytes);
        }
    }

    /** Reads until the other end is silent for too long, ends, or says what makes no sense. */
    void read(Receiver receiver) throws IOException {
        while (true) {
            int length = in.readInt();
            if (length > MAX_FRAME_BYTES || length < HEARTBEAT) {
                throw new IOException("a frame of " + length + " bytes; at most " + MAX_FRAME_BYTES + " are allowed");
            }
            if (length != HEARTBEAT) {
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    throw new EOFException();
                }
                receiver.received(peer, bytes);
            }
        }
    }

    private void write() {
        try {
            byte[] bytes = next();
            while (bytes != END) {
                if (bytes == null) {
                    out.writeInt(HEARTBEAT);
                } else {
                    waitingBytes.addAndGet(-bytes.length);
                    out.writeInt(bytes.length);
                    out.write(bytes);
                }
                if (waiting.isEmpty()) {
                    out.flush();
                }
                bytes = next();
            }
            out.flush();
        } catch (IOException | InterruptedException ended) {
            // The reader learns of it from the socket.
        } finally {
            drop();
        }
    }

    /** The next frame; null if there is none for so long that a heartbeat is due. */
    private byte @Nullable [] next() throws InterruptedException {
        return waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends what waits, as far as that is possible in a time, and ends. */
    void finish(Duration patience) {
        waiting.add(END);
        try {
            writer.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        drop();
    }

    /** Ends at once. */
    void drop() {
        writer.interrupt();
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is of no use any more either way.
        }
    }
}
