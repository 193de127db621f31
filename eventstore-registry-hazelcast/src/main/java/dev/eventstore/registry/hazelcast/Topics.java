package dev.eventstore.registry.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import com.hazelcast.topic.MessageListener;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The topics of a cluster: one in which all its nodes speak, and one for each name of a node, where only that node listens.
 * Thread-safe: immutable.
 */
final class Topics {

    private static final int LISTEN_ATTEMPTS = 5;

    private final HazelcastInstance hazelcast;
    private final String cluster;

    Topics(HazelcastInstance hazelcast, String cluster) {
        this.hazelcast = hazelcast;
        this.cluster = cluster;
    }

    /** Where all nodes speak. */
    ITopic<Object> ofAll() {
        return topic("");
    }

    /** Where a node listens. */
    ITopic<Object> of(NodeId node) {
        return topic("/" + node.name());
    }

    /** Where each of these listens; nowhere once the instance has ended. */
    Map<NodeId, ITopic<Object>> of(List<NodeId> nodes) {
        try {
            return nodes.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), this::of));
        } catch (HazelcastInstanceNotActiveException ended) {
            return Map.of();
        }
    }

    /**
     * Adds a listener, which every member is told of, one after the other; one that has just gone does not answer.
     *
     * @return removes it
     */
    Runnable listen(ITopic<Object> topic, Consumer<byte[]> receiver) {
        for (int attempt = 1; ; attempt++) {
            Bytes listener = new Bytes(receiver);
            try {
                UUID id = topic.addMessageListener(listener);
                return () -> topic.removeMessageListener(id);
            } catch (OperationTimeoutException unanswered) {
                // It may have been added all the same, but for a member or two.
                listener.end();
                if (attempt == LISTEN_ATTEMPTS) {
                    throw unanswered;
                }
            }
        }
    }

    private ITopic<Object> topic(String suffix) {
        String name = "eventstore/" + cluster + suffix;
        if (hazelcast.getConfig().findTopicConfig(name).isGlobalOrderingEnabled()) {
            throw new ConfigurationException(
                    "eventstore.hazelcast.instance-name",
                    hazelcast.getName(),
                    "its topic " + name
                            + " has global ordering, which makes senders wait; configure a topic eventstore/*"
                            + " without it",
                    null);
        }
        return hazelcast.getTopic(name);
    }

    /** Takes bytes out of a topic, and nothing else, until it is ended. Thread-safe. */
    private static final class Bytes implements MessageListener<Object> {

        private final Consumer<byte[]> receiver;
        private volatile boolean ended;

        Bytes(Consumer<byte[]> receiver) {
            this.receiver = receiver;
        }

        @Override
        public void onMessage(Message<Object> message) {
            if (!ended && message.getMessageObject() instanceof byte[] array) {
                receiver.accept(array);
            }
        }

        void end() {
            ended = true;
        }
    }
}
