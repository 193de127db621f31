package dev.eventstore.registry.jgroups;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel of JGroups. Its views are the reachable nodes; its messages go out of band, since core asks again where order or
 * loss matters. Thread-safe: the listener is told under the read side of {@code ending}, and close takes the write side.
 */
final class JGroupsChannel implements ClusterChannel {

    private static final Logger LOG = LoggerFactory.getLogger(JGroupsChannel.class);

    private final NodeId self;
    private final ClusterSettings cluster;
    private final JGroupsSettings settings;
    private final Consumer<JChannel> prepare;
    private final ReentrantReadWriteLock ending = new ReentrantReadWriteLock();
    private volatile Map<NodeId, Address> members = Map.of();
    private volatile @Nullable JChannel channel;
    private volatile boolean givenUp;
    private boolean closed;

    JGroupsChannel(NodeId self, ClusterSettings cluster, JGroupsSettings settings) {
        this(self, cluster, settings, opened -> {});
    }

    /** For tests that set up the channel of JGroups further before it connects. */
    JGroupsChannel(NodeId self, ClusterSettings cluster, JGroupsSettings settings, Consumer<JChannel> prepare) {
        this.self = self;
        this.cluster = cluster;
        this.settings = settings;
        this.prepare = prepare;
    }

    @Override
    public CompletionStage<Void> connect(Listener listener) {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        open(listener);
                        connected.complete(null);
                    } catch (Exception failure) {
                        close();
                        connected.completeExceptionally(JGroupsStart.refusal(cluster, settings, failure));
                    }
                },
                "eventstore-jgroups-connect");
        thread.setDaemon(true);
        thread.start();
        return connected;
    }

    @Override
    public void send(NodeId to, byte[] bytes) {
        Address address = members.get(to);
        JChannel open = channel;
        if (address == null || open == null || !open.isConnected()) {
            return;
        }
        try {
            open.send(new BytesMessage(address, bytes).setFlag(Message.Flag.OOB, Message.Flag.NO_FC));
        } catch (Exception dropped) {
            LOG.debug("{} bytes for {} were dropped", bytes.length, to, dropped);
        }
    }

    @Override
    public void close() {
        givenUp = true;
        members = Map.of();
        JChannel open = channel;
        if (open != null) {
            open.close();
        }
        ending.writeLock().lock();
        try {
            closed = true;
        } finally {
            ending.writeLock().unlock();
        }
    }

    /** For tests that end a node as if its program was killed. */
    @Nullable
    JChannel channel() {
        return channel;
    }

    private void open(Listener listener) throws Exception {
        Address address = NodeUuid.of(self);
        JChannel opened = JGroupsStart.channel(cluster, settings);
        channel = opened;
        if (givenUp) {
            // Whoever closed before this was made could not close it.
            throw new IllegalStateException("the store was closed while it started");
        }
        opened.setName(self.name());
        opened.addAddressGenerator(() -> address);
        opened.setDiscardOwnMessages(true);
        opened.setReceiver(new Told(listener));
        prepare.accept(opened);
        opened.connect(cluster.name());
    }

    /** What JGroups says, told to the listener until the channel is closed. */
    private final class Told implements Receiver {

        private final Listener listener;

        Told(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void viewAccepted(View view) {
            Map<NodeId, Address> now = view.getMembers().stream()
                    .filter(address -> NodeUuid.node(address).isPresent())
                    .collect(Collectors.toUnmodifiableMap(
                            address -> NodeUuid.node(address).orElseThrow(), Function.identity()));
            List<NodeId> nodes = view.getMembers().stream()
                    .flatMap(address -> NodeUuid.node(address).stream())
                    .toList();
            tell(() -> {
                members = now;
                listener.reachable(nodes);
            });
        }

        @Override
        public void receive(Message message) {
            byte[] array = message.getArray();
            byte[] bytes = new byte[message.getLength()];
            if (bytes.length > 0) {
                System.arraycopy(array, message.getOffset(), bytes, 0, bytes.length);
            }
            NodeUuid.node(message.getSrc()).ifPresent(from -> tell(() -> listener.received(from, bytes)));
        }

        private void tell(Runnable news) {
            ending.readLock().lock();
            try {
                if (!closed) {
                    news.run();
                }
            } finally {
                ending.readLock().unlock();
            }
        }
    }
}
