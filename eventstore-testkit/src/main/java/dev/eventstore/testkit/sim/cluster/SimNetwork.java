package dev.eventstore.testkit.sim.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The network of a simulated cluster: each direction between two nodes has its own {@link Link}, and each node learns of what
 * has changed after a while of its own. A node that hears the others keeps them in its list although they may not hear it.
 * Confined to the thread of its simulation.
 */
public final class SimNetwork {

    private static final Duration SOON = Duration.ofMillis(50);

    /** Decides whether bytes get through, before the link does. */
    @FunctionalInterface
    public interface Filter {

        /**
         * Whether these bytes get through.
         *
         * @param from who sends them
         * @param to whom
         * @param bytes what is sent
         * @return false if they are lost
         */
        boolean passes(NodeId from, NodeId to, byte[] bytes);
    }

    private final SimScheduler sim;
    private final Duration detection;
    private final List<SimChannel> channels = new ArrayList<>();
    private final Map<List<String>, Link> links = new HashMap<>();
    private Link usual = Link.CLEAR;
    private Filter filter = (from, to, bytes) -> true;
    private double disorder;

    /**
     * A network on which everything arrives.
     *
     * @param sim carries what is sent
     * @param detection how long it takes at most until a node notices that it does not hear another one any more
     */
    public SimNetwork(SimScheduler sim, Duration detection) {
        this.sim = sim;
        this.detection = detection;
    }

    /**
     * The channel of one more node, not connected yet.
     *
     * @param self the node
     * @param machine what it runs on
     * @return a fresh channel
     */
    public ClusterChannel newChannel(NodeId self, SimMachine machine) {
        return new SimChannel(this, self, machine);
    }

    /**
     * How all links are that nobody speaks of.
     *
     * @param link the usual link
     */
    public void usually(Link link) {
        usual = link;
        changed();
    }

    /**
     * How bytes get from one node to another, whatever their incarnations.
     *
     * @param from the name of the one that sends
     * @param to the name of the one that hears
     * @param link how from now on
     */
    public void link(String from, String to, Link link) {
        links.put(List.of(from, to), link);
        changed();
    }

    /** All links are as usual again. */
    public void heal() {
        links.clear();
        changed();
    }

    /**
     * Decides beforehand what gets through.
     *
     * @param now the filter from now on
     */
    public void filter(Filter now) {
        filter = now;
    }

    /**
     * How often nodes do not agree on who has been there longest.
     *
     * @param share 0 to 1
     */
    public void disorder(double share) {
        disorder = share;
    }

    /** A machine was paused or woken: the nodes notice after a while. */
    public void changed() {
        tell(detection);
    }

    /** A machine has crashed: its connections are closed, so the nodes notice soon. */
    public void crashed() {
        channels.removeIf(channel -> channel.machine().hasCrashed());
        tell(SOON);
    }

    /**
     * The nodes that a node was told last that it reaches.
     *
     * @param self the node
     * @return the list; empty if it is not connected
     */
    public List<NodeId> toldTo(NodeId self) {
        return channels.stream()
                .filter(channel -> channel.self().equals(self))
                .flatMap(channel -> channel.told().stream())
                .toList();
    }

    void join(SimChannel channel) {
        channels.add(channel);
        refresh(channel);
        tell(SOON);
    }

    void leave(SimChannel channel) {
        if (channels.remove(channel)) {
            tell(SOON);
        }
    }

    void send(SimChannel from, NodeId to, byte[] bytes) {
        Link link = link(from.self(), to);
        if (!channels.contains(from)
                || !filter.passes(from.self(), to, bytes)
                || sim.random().nextDouble() < link.lost()) {
            return;
        }
        int copies = sim.random().nextDouble() < link.repeated() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            sim.schedule(upTo(link.maxDelay()), () -> deliver(from.self(), to, bytes));
        }
    }

    private void deliver(NodeId from, NodeId to, byte[] bytes) {
        for (SimChannel channel : List.copyOf(channels)) {
            if (channel.self().equals(to)) {
                channel.machine().execute(() -> channel.receive(from, bytes));
            }
        }
    }

    private void tell(Duration within) {
        channels.forEach(channel -> channel.machine().schedule(upTo(within), () -> refresh(channel)));
    }

    private void refresh(SimChannel channel) {
        List<NodeId> heard = new ArrayList<>(channels.stream()
                .filter(other -> other == channel || hears(channel, other))
                .map(SimChannel::self)
                .toList());
        if (sim.random().nextDouble() < disorder) {
            Collections.rotate(heard, sim.random().nextInt(heard.size() + 1));
        }
        channel.tell(heard);
    }

    private boolean hears(SimChannel channel, SimChannel other) {
        return other.machine().runs() && !link(other.self(), channel.self()).isCut();
    }

    private Link link(NodeId from, NodeId to) {
        return Objects.requireNonNullElse(links.get(List.of(from.name(), to.name())), usual);
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(sim.random().nextLong(most.toNanos() + 1));
    }
}
