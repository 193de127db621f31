package dev.eventstore.example.sockets;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.example.sockets.SocketRegistryProvider.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster channel over plain TCP: every node calls the addresses of all others, again and again, and a node is reachable
 * while a connection with it lives. What is not here is what core does for every channel: views, quorum, routing, signatures.
 * Thread-safe.
 */
final class SocketChannel implements ClusterChannel {

    private static final Logger LOG = LoggerFactory.getLogger(SocketChannel.class);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(200);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int MAX_TOLD = 100;

    private final NodeId self;
    private final ClusterSettings cluster;
    private final Timing timing;
    private final Connections connections;
    private final Map<InetSocketAddress, Connection> called = new ConcurrentHashMap<>();
    private final Set<InetSocketAddress> mine = ConcurrentHashMap.newKeySet();
    private final Set<String> turnedAway = ConcurrentHashMap.newKeySet();
    private final Thread caller;
    private @Nullable ServerSocket server;
    private volatile boolean closed;

    /**
     * A channel that is not connected.
     *
     * @param self this node
     * @param cluster where the others may be
     * @param timing how a node that lives is told from one that does not
     */
    SocketChannel(NodeId self, ClusterSettings cluster, Timing timing) {
        this.self = self;
        this.cluster = cluster;
        this.timing = timing;
        this.connections = new Connections();
        this.caller = Connection.thread("eventstore-sockets-caller-" + self.name(), this::callAgainAndAgain);
    }

    @Override
    public CompletionStage<Void> connect(Listener listener) {
        ServerSocket bound;
        try {
            bound = bind();
        } catch (ConfigurationException | IOException refused) {
            return CompletableFuture.failedStage(refused);
        }
        server = bound;
        // The time is taken after the port is bound: whoever is younger, by that, has found this node when it looked.
        long started = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        Hello hello = new Hello(cluster.name(), self, started);
        Connection.thread("eventstore-sockets-port-" + self.name(), () -> accept(bound, hello))
                .start();
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Connection.thread("eventstore-sockets-start-" + self.name(), () -> {
                    callAll(hello);
                    connections.open(hello, listener);
                    caller.start();
                    connected.complete(null);
                })
                .start();
        return connected;
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        connections.send(to, bytes);
    }

    @Override
    public void close() {
        end(FAREWELL);
    }

    /** Ends within a time; without any the node is as if it was killed. */
    void end(Duration farewell) {
        closed = true;
        caller.interrupt();
        connections.close(farewell);
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException harmless) {
            LOG.debug("the port of {} was not closed: {}", self, harmless.toString());
        }
    }

    private ServerSocket bind() throws IOException {
        InetAddress host = InetAddress.getByName(cluster.listen().host());
        List<Integer> ports = cluster.ports(cluster.self());
        IOException last = null;
        for (int port : ports) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(host, port));
                return socket;
            } catch (IOException inUse) {
                socket.close();
                last = inUse;
            }
        }
        throw new ConfigurationException(
                "eventstore.cluster.port",
                ports.get(0) + (ports.size() == 1 ? "" : " to " + ports.get(ports.size() - 1)),
                "none can be bound on " + host.getHostAddress() + "; free one, or choose others",
                last);
    }

    private void accept(ServerSocket bound, Hello hello) {
        while (!closed) {
            try {
                Socket socket = bound.accept();
                Connection.thread("eventstore-sockets-guest-" + self.name(), () -> welcome(socket, hello))
                        .start();
            } catch (IOException ended) {
                if (!closed) {
                    LOG.warn("{} cannot take a connection: {}", self, ended.toString());
                }
            }
        }
    }

    /** One that called: greeted, then read by this very thread. */
    private void welcome(Socket socket, Hello hello) {
        try {
            Connection connection = Connection.greet(socket, hello, false, timing);
            if (connection.peer().node().equals(self)) {
                connection.drop();
                return;
            }
            connections.add(connection);
            connection.startWriting();
            readUntilEnd(connection);
        } catch (IOException stranger) {
            String why = socket.getInetAddress() + ": " + stranger.getMessage();
            // Who is turned away calls again at once: one line will do.
            if (turnedAway.size() < MAX_TOLD && turnedAway.add(why)) {
                LOG.warn("{} turns a caller away, {}", self, why);
            }
            close(socket);
        }
    }

    private void callAgainAndAgain() {
        try {
            while (!closed) {
                Thread.sleep(BETWEEN_CALLS.toMillis());
                callAll(connections.hello());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls every address with which there is no connection that this node has called. */
    private void callAll(Hello hello) {
        for (InetSocketAddress address : addresses().values()) {
            if (!closed && !called.containsKey(address) && !mine.contains(address)) {
                call(address, hello);
            }
        }
    }

    private void call(InetSocketAddress address, Hello hello) {
        Socket socket = new Socket();
        try {
            socket.connect(address, (int) timing.silence().toMillis());
            Connection connection = Connection.greet(socket, hello, true, timing);
            if (connection.peer().node().equals(self)) {
                connection.drop();
                mine.add(address);
                return;
            }
            called.put(address, connection);
            connections.add(connection);
            connection.startWriting();
            Connection.thread(
                            "eventstore-sockets-from-"
                                    + connection.peer().node().name(),
                            () -> {
                                readUntilEnd(connection);
                                called.remove(address, connection);
                            })
                    .start();
        } catch (IOException nobody) {
            LOG.debug("{} does not reach {}: {}", self, address, nobody.toString());
            close(socket);
        }
    }

    private void readUntilEnd(Connection connection) {
        try {
            connection.read(connections::received);
        } catch (IOException ended) {
            LOG.debug(
                    "{} lost a connection with {}: {}", self, connection.peer().node(), ended.toString());
        } finally {
            connection.drop();
            connections.remove(connection);
        }
    }

    /** Where other nodes may listen; looked up anew each time, since addresses of machines change. */
    private Map<String, InetSocketAddress> addresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        ServerSocket own = server;
        for (NodeAddress node : cluster.nodes()) {
            for (int port : cluster.ports(node)) {
                InetSocketAddress address = new InetSocketAddress(node.host(), port);
                boolean ours = own != null
                        && port == own.getLocalPort()
                        && own.getInetAddress().equals(address.getAddress());
                if (!ours && !address.isUnresolved()) {
                    addresses.put(node.host() + " " + port, address);
                }
            }
        }
        return addresses;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException harmless) {
            LOG.debug("a socket was not closed: {}", harmless.toString());
        }
    }
}
