package dev.eventstore.it.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Carries connections from an address that the nodes reach to a server that listens elsewhere. Thread-safe. */
final class TcpForward implements AutoCloseable {

    private final ServerSocket listening;
    private final String host;
    private final int port;

    private TcpForward(ServerSocket listening, String host, int port) {
        this.listening = listening;
        this.host = host;
        this.port = port;
    }

    static TcpForward from(String address, String host, int port) throws IOException {
        TcpForward forward = new TcpForward(new ServerSocket(0, 100, InetAddress.getByName(address)), host, port);
        daemon(forward::accept);
        return forward;
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listening.accept();
            Socket far = new Socket(host, port);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            daemon(() -> copy(near, far));
            daemon(() -> copy(far, near));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        // The other direction closes as well.
                    }
                },
                "forward");
        thread.setDaemon(true);
        thread.start();
    }
}
