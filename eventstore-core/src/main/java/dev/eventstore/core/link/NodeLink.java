package dev.eventstore.core.link;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.frame.Frames;
import dev.eventstore.core.frame.Outgoing;
import dev.eventstore.core.frame.RefusalLog;
import dev.eventstore.core.link.NodeMessage.NotUnderstood;
import dev.eventstore.core.process.Dispatcher;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.rounds.RoundMessage;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.core.wire.CborRecords;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to other nodes and takes theirs: as signed frames, gathered for each destination. What is no frame of this
 * cluster is refused and logged once a minute. Thread-safe.
 */
public final class NodeLink {

    /** The largest message between nodes. */
    public static final int MAX_MESSAGE_BYTES = 250 << 20;

    private static final List<Class<? extends Record>> KINDS = List.of(
            NodeMessage.Request.class,
            NodeMessage.Reply.class,
            NodeMessage.Hint.class,
            NodeMessage.Query.class,
            NodeMessage.Running.class,
            NodeMessage.HandOver.class,
            NodeMessage.TakenOver.class,
            NodeMessage.Hello.class,
            NotUnderstood.class,
            RoundMessage.Prepare.class,
            RoundMessage.Ready.class,
            RoundMessage.Refused.class,
            RoundMessage.Announce.class,
            RoundMessage.Confirm.class,
            RoundMessage.Ask.class,
            RoundMessage.Act.class,
            RoundMessage.Leaving.class);

    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);
    private static final int MAX_NESTING = 16;
    private static final int MAX_FRAME_BYTES = 256 << 20;
    private static final int MAX_BATCH_BYTES = 256 << 10;
    private static final long MAX_WAITING_BYTES = 512L << 20;
    private static final CborRecords<Record> RECORDS = new CborRecords<>(KINDS, MAX_NESTING);

    private final ClusterChannel channel;
    private final Dispatcher dispatcher;
    private final BiConsumer<NodeId, Record> listener;
    private final Frames frames;
    private final RefusalLog refusals;
    private final Map<NodeId, Outgoing> outgoing = new ConcurrentHashMap<>();

    /**
     * A link over a channel.
     *
     * @param channel carries the frames
     * @param settings the cluster's name and secret
     * @param dispatcher runs what is sent
     * @param time tells how often refusals are logged
     * @param listener takes what other nodes say; must not wait
     */
    public NodeLink(
            ClusterChannel channel,
            ClusterSettings settings,
            Dispatcher dispatcher,
            TimeSource time,
            BiConsumer<NodeId, Record> listener) {
        this.channel = channel;
        this.dispatcher = dispatcher;
        this.listener = listener;
        this.frames = new Frames(settings.name(), settings.secret().orElse(null), MAX_FRAME_BYTES);
        this.refusals = new RefusalLog(time, LOG::warn);
    }

    /**
     * Sends a message; it may be lost.
     *
     * @param to another node
     * @param message one of {@link NodeMessage} or of the rounds, at most {@link #MAX_MESSAGE_BYTES} long
     */
    public void send(NodeId to, Record message) {
        byte[] bytes = RECORDS.write(message);
        if (bytes.length > MAX_MESSAGE_BYTES || !send(to, message, bytes)) {
            LOG.debug("a message of {} bytes for {} was dropped", bytes.length, to);
        }
    }

    /** Calls come in crowds and are gathered; what is about the nodes themselves leaves at once. */
    private boolean send(NodeId to, Record message, byte[] bytes) {
        Outgoing queue = outgoing.computeIfAbsent(to, this::queue);
        boolean call = message instanceof NodeMessage.Request || message instanceof NodeMessage.Reply;
        return call ? queue.gather(bytes) : queue.send(bytes);
    }

    /**
     * Forgets nodes that cannot be reached any more.
     *
     * @param nodes those that can
     */
    public void reachable(List<NodeId> nodes) {
        outgoing.keySet().retainAll(nodes);
    }

    /**
     * Bytes have come through the channel.
     *
     * @param from who sent them
     * @param bytes the bytes
     */
    public void received(NodeId from, byte[] bytes) {
        Frames.Result result = frames.read(bytes);
        if (result instanceof Frames.Refused refused) {
            refusals.refused(from, refused);
        } else if (result instanceof Frames.Accepted accepted) {
            accepted.messages().forEach(message -> take(from, message));
        }
    }

    private void take(NodeId from, byte[] message) {
        try {
            CborRecords.Read<Record> read = RECORDS.read(message);
            if (read instanceof CborRecords.Unknown<Record> unknown) {
                send(from, new NotUnderstood(unknown.kind()));
            } else if (read instanceof CborRecords.Known<Record> known
                    && known.record() instanceof NotUnderstood unknown) {
                refusals.refused(
                        from,
                        new Frames.Refused(
                                Frames.Cause.VERSION,
                                "it has an older version and does not understand messages of the kind "
                                        + unknown.kind()));
            } else if (read instanceof CborRecords.Known<Record> known) {
                listener.accept(from, known.record());
            }
        } catch (SerializationException unreadable) {
            refusals.refused(from, new Frames.Refused(Frames.Cause.GARBAGE, unreadable.getMessage()));
        }
    }

    private Outgoing queue(NodeId to) {
        return new Outgoing(
                dispatcher::executeLater,
                dispatcher::giveWay,
                MAX_BATCH_BYTES,
                MAX_WAITING_BYTES,
                messages -> channel.send(to, frames.write(messages)));
    }
}
