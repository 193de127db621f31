package dev.eventstore.registry.jgroups;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;

/**
 * A program that connects one channel and prints each list of reachable nodes with the milliseconds since its JVM started:
 * {@code FormingProbe node1@127.0.0.1 7800 node1@127.0.0.1 node2@127.0.0.1 ...}: its node, the first port, all nodes. It leaves
 * when its standard input ends. Started by hand, to measure how fast nodes form a cluster and learn of losses.
 */
final class FormingProbe implements ClusterChannel.Listener {

    private final long begin = ManagementFactory.getRuntimeMXBean().getStartTime();

    private FormingProbe() {}

    /**
     * Connects.
     *
     * @param arguments the node, the first port, all nodes
     */
    public static void main(String[] arguments) throws IOException {
        NodeId self = new NodeId(arguments[0], UUID.randomUUID());
        List<String> nodes = List.of(arguments).subList(2, arguments.length);
        FormingProbe probe = new FormingProbe();
        int port = Integer.parseInt(arguments[1]);
        try (ClusterChannel channel = TestSettings.channel("probe", self, nodes, port, 10)) {
            probe.print("starts");
            channel.connect(probe).toCompletableFuture().join();
            probe.print("is connected");
            while (System.in.read() >= 0) {
                continue;
            }
            probe.print("leaves");
        }
        probe.print("has left");
    }

    @Override
    public void reachable(List<NodeId> nodes) {
        print("sees " + nodes.stream().map(NodeId::name).toList());
    }

    @Override
    public void received(NodeId from, byte[] bytes) {
        print(bytes.length + " bytes from " + from.name());
    }

    private void print(String what) {
        long now = System.currentTimeMillis();
        System.out.println(now + " +" + (now - begin) + " ms: " + what);
    }
}
