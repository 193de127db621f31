package dev.eventstore.testkit.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.forward.Forwarder;
import dev.eventstore.core.spi.registry.ClusterChannel;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.sim.SimScheduler;
import dev.eventstore.testkit.sim.cluster.SimMachine;
import dev.eventstore.testkit.sim.cluster.SimNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Complete nodes over one network and one database, in one simulation; what must hold is checked after each step. */
final class SimCluster {

    private static final int STEPS = 2_000_000;
    private static final SyncNodes NOBODY = new SyncNodes(List.of(), List.of(), Optional.of(Duration.ZERO));

    private final SimScheduler sim;
    private final Checks checks;
    private final SimNetwork network;
    private final InMemoryDatabase database;
    private final Set<Plant> plants = EnumSet.noneOf(Plant.class);
    private final List<String> names = new ArrayList<>();
    private final Map<String, SimNode> nodes = new TreeMap<>();
    private final int quorum;
    private SyncNodes sync = NOBODY;
    private double laziness;
    private Forwarder.Policy forwarding = Forwarder.Policy.NEVER;
    private int lostClaims;

    SimCluster(long seed, int size, Plant... plants) {
        sim = new SimScheduler(seed);
        quorum = size / 2 + 1;
        checks = new Checks(sim, quorum);
        network = new SimNetwork(sim, Duration.ofSeconds(2));
        database = new InMemoryDatabase(sim);
        this.plants.addAll(List.of(plants));
        for (int i = 1; i <= size; i++) {
            names.add("node" + i);
        }
        if (this.plants.contains(Plant.NEVER_ANNOUNCED)) {
            network.filter((from, to, bytes) -> !Frame.isOf("Announce", bytes));
        }
    }

    SimScheduler sim() {
        return sim;
    }

    Checks checks() {
        return checks;
    }

    SimNetwork network() {
        return network;
    }

    InMemoryDatabase database() {
        return database;
    }

    /** Keeps what is stored now; what is given puts it back under whatever runs. */
    Runnable backup() {
        Runnable kept = database.keep();
        Runnable known = checks.keep();
        return () -> {
            kept.run();
            known.run();
        };
    }

    Set<Plant> plants() {
        return plants;
    }

    int quorum() {
        return plants.contains(Plant.QUORUM_IGNORED) ? 1 : quorum;
    }

    List<String> names() {
        return names;
    }

    /** Those that have not crashed, paused ones among them. */
    Collection<SimNode> nodes() {
        return nodes.values();
    }

    SimNode node(String name) {
        SimNode node = nodes.get(name);
        if (node == null) {
            throw new AssertionError(name + " does not live at " + sim.now());
        }
        return node;
    }

    Optional<SimNode> living(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    UUID newId() {
        return new UUID(sim.random().nextLong(), sim.random().nextLong());
    }

    /** How long a counter works on a message. */
    Duration work() {
        boolean slow = sim.random().nextDouble() < laziness;
        return slow ? upTo(Duration.ofMillis(1_500)) : Duration.ZERO;
    }

    Forwarder.Policy forwarding() {
        return forwarding;
    }

    /** When the nodes that are made from now on forward appends. */
    void forwards(Forwarder.Policy policy) {
        forwarding = policy;
    }

    void laziness(double share) {
        laziness = share;
    }

    /** The answers to so many claims are lost, though they are carried out. */
    void loseClaims(int count) {
        lostClaims = count;
    }

    boolean isClaimLost() {
        return lostClaims-- > 0;
    }

    void sync(SyncNodes wanted) {
        sync = wanted;
    }

    Duration upTo(Duration most) {
        return Duration.ofNanos(sim.random().nextLong(most.toNanos() + 1));
    }

    ClusterChannel channel(NodeId self, SimMachine machine) {
        return plants.contains(Plant.REQUESTS_FORGOTTEN)
                ? new ForgetfulChannel(network.newChannel(self, machine))
                : network.newChannel(self, machine);
    }

    /** Starts a node that does not live; again and again, if that fails. */
    SimNode start(String name) {
        SimNode node = new SimNode(this, new NodeId(name, newId()), others(name));
        nodes.put(name, node);
        checks.log(node.id() + " starts");
        node.start().whenComplete((started, failure) -> {
            if (failure != null) {
                checks.log(node.id() + " does not start: " + failure);
                crash(name);
                sim.schedule(Duration.ofSeconds(1), () -> startAnew(name));
            }
        });
        return node;
    }

    private SyncNodes others(String name) {
        return new SyncNodes(
                sync.mandatory().stream().filter(each -> !each.equals(name)).toList(), sync.optional(), sync.timeout());
    }

    void startAnew(String name) {
        if (!nodes.containsKey(name)) {
            start(name);
        }
    }

    void crash(String name) {
        SimNode node = nodes.remove(name);
        if (node != null) {
            checks.log(node.id() + " crashes");
            node.machine().crash();
            network.crashed();
        }
    }

    /** A node leaves, and ends a second later. */
    void leave(String name) {
        SimNode node = node(name);
        checks.log(node.id() + " leaves");
        node.machine()
                .execute(() -> node.leave()
                        .thenRun(() -> sim.schedule(Duration.ofSeconds(1), () -> {
                            if (nodes.get(name) == node) {
                                crash(name);
                            }
                        })));
    }

    void pause(String name) {
        living(name).ifPresent(node -> {
            checks.log(node.id() + " is paused");
            node.machine().pause();
            network.changed();
        });
    }

    void wake(String name) {
        living(name).filter(node -> !node.machine().runs()).ifPresent(node -> {
            checks.log(node.id() + " wakes");
            node.machine().wake();
            network.changed();
        });
    }

    /** Runs for a while. */
    void run(Duration duration) {
        long end = sim.nanoTime() + duration.toNanos();
        until("the time has passed", duration.plusSeconds(60), () -> sim.nanoTime() >= end);
    }

    /** Runs until something holds, checking after each step what must hold always. */
    void until(String what, Duration within, BooleanSupplier condition) {
        long end = sim.nanoTime() + within.toNanos();
        sim.schedule(within.plusMillis(1), () -> {});
        sim.runUntil(
                what,
                () -> {
                    checks.verify();
                    boolean now = condition.getAsBoolean();
                    checks.require(
                            now || sim.nanoTime() <= end, () -> "within " + within + ": " + what + "; " + state());
                    checks.verify();
                    return now;
                },
                STEPS);
    }

    /** Whether the nodes of these names are in one view of the newest epoch, and nobody else is. */
    boolean isSettled(Collection<String> members) {
        if (!nodes.keySet().containsAll(members)) {
            return false;
        }
        List<NodeId> ids =
                members.stream().sorted().map(name -> node(name).id()).toList();
        return ids.stream().allMatch(id -> {
            SimNode node = node(id.name());
            View view = node.registry().view();
            return node.isOpen()
                    && node.machine().runs()
                    && serves(node)
                    && view.epoch() == checks.epoch()
                    && view.members().equals(ids)
                    && Set.copyOf(network.toldTo(id)).equals(Set.copyOf(ids));
        });
    }

    void settle(Collection<String> members, Duration within) {
        until(members + " are in one view", within, () -> isSettled(members));
    }

    /** Runs until a call has succeeded. */
    <T> T result(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        until("the call has ended", Duration.ofSeconds(30), future::isDone);
        return future.join();
    }

    static boolean serves(SimNode node) {
        try {
            node.registry().requireServing();
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private String state() {
        StringBuilder text = new StringBuilder("epoch " + checks.epoch());
        nodes.values()
                .forEach(node -> text.append("\n  ")
                        .append(node.id())
                        .append(node.machine().runs() ? "" : " paused")
                        .append(node.isOpen() ? "" : " not open")
                        .append(serves(node) ? " in " : " out of ")
                        .append(node.registry().view())
                        .append(" told ")
                        .append(network.toldTo(node.id())));
        return text.toString();
    }
}
