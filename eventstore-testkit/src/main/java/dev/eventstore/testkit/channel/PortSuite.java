package dev.eventstore.testkit.channel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports of a channel that binds some, on the loopback address. Called by JUnit only. */
public abstract class PortSuite {

    private static final int RANGE = 3;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** For subclasses. */
    protected PortSuite() {}

    /**
     * A channel that binds the first free one of some ports, not connected yet; the suite closes it.
     *
     * @param self the node
     * @param nodes the names of all nodes, without ports
     * @param port the first port
     * @param range how many ports there are
     * @return a fresh channel
     */
    protected abstract ClusterChannel newChannel(NodeId self, List<String> nodes, int port, int range);

    /** Frees the ports. */
    @AfterEach
    public void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    public void a_port_in_use_is_passed_over() throws IOException {
        int port = takePorts(1);
        ChannelNode first = newNode("node1@127.0.0.1", port);
        ChannelNode second = newNode("node2@127.0.0.1", port);
        Await.result(first.connect());
        Await.result(second.connect());
        List<ChannelNode> both = List.of(first, second);
        ChannelSuite.awaitList(both, both);
    }

    @Test
    public void a_range_of_ports_that_is_used_up_ends_the_start_and_names_the_ports() throws IOException {
        int port = takePorts(RANGE);
        ConfigurationException failure = Await.failure(
                ConfigurationException.class, newNode("node1@127.0.0.1", port).connect());
        String message = failure.getMessage();
        assertTrue(message.contains("" + port) && message.contains("" + (port + RANGE - 1)), message);
        assertTrue(message.contains("127.0.0.1"), message);
    }

    private ChannelNode newNode(String name, int port) {
        NodeId self = ChannelNode.id(name);
        ChannelNode node =
                new ChannelNode(self, newChannel(self, List.of("node1@127.0.0.1", "node2@127.0.0.1"), port, RANGE));
        open.add(node);
        return node;
    }

    /** Listens on the first ports of a range; returns where it begins. */
    private int takePorts(int count) throws IOException {
        PortBlock block = PortBlock.take();
        open.add(block);
        for (int i = 0; i < count; i++) {
            open.add(new ServerSocket(block.first() + i, 1, InetAddress.getLoopbackAddress()));
        }
        return block.first();
    }
}
