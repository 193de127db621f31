package dev.eventstore.testkit.cluster;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.append.AppendPath;
import dev.eventstore.core.append.Permits;
import dev.eventstore.core.append.PermittedAppends;
import dev.eventstore.core.append.StreamProcess;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.cluster.NodeAddress;
import dev.eventstore.core.cluster.RingRules;
import dev.eventstore.core.cluster.SyncNodes;
import dev.eventstore.core.forward.Forwarder;
import dev.eventstore.core.forward.WriterProcess;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.registry.RingRegistry;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.wire.ForwardMessages;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.sim.FaultyStorage;
import dev.eventstore.testkit.sim.cluster.SimMachine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** One incarnation of a complete node: supervisor, processes, registry and storage, on a machine of its own. */
final class SimNode {

    static final Duration ROUND = Duration.ofSeconds(1);
    static final Duration DRAIN = Duration.ofMillis(600);

    private final NodeId id;
    private final SimCluster cluster;
    private final SimMachine machine;
    private final FaultyStorage storage;
    private final Supervisor supervisor;
    private final RingRegistry registry;
    private final SimSubscriptions subscriptions;
    private final Map<String, ProcessName> live = new TreeMap<>();
    private AppendPath path;
    private Permits permits;
    private boolean serving;

    SimNode(SimCluster cluster, NodeId id, SyncNodes sync) {
        this.cluster = cluster;
        this.id = id;
        machine = new SimMachine(cluster.sim());
        SimCodec codec = new SimCodec();
        storage = new FaultyStorage(audited(), cluster.sim().random(), cluster.sim(), machine);
        supervisor = new Supervisor(
                machine, machine, new Supervisor.Limits(Duration.ofSeconds(7), 1_000, 1_000), new Starts());
        supervisor.register("stream", (name, self) -> watched(name, stream(name)));
        supervisor.register(
                "counter", (name, self) -> watched(name, new Counter(this, name, cluster.checks(), cluster::work)));
        supervisor.register(
                "subscription", (name, self) -> watched(name, subscriptions().process(name, self)));
        registry = RingRegistry.over(
                new RegistryProvider.Context(
                        id,
                        null,
                        new PlantedHost(supervisor, cluster.plants()),
                        codec,
                        machine,
                        machine,
                        cluster::newId,
                        storage.cluster(),
                        new Leaves()),
                settings(cluster.quorum(), sync),
                cluster.channel(id, machine));
        subscriptions = new SimSubscriptions(id, registry, supervisor, storage, machine, cluster::newId);
        registry.onView(view -> cluster.checks().entered(id, view));
        supervisor.startHere(ForwardMessages.writer(), (name, self) -> new WriterProcess(storage, codec));
        supervisor.startHere(new ProcessName("forwarder", "node"), (name, self) -> forwarder(self, codec));
        startPermits();
    }

    private void startPermits() {
        supervisor.startHere(ForwardMessages.permits(), (name, self) -> permits = new Permits(machine));
        supervisor.startHere(
                ForwardMessages.permitted(),
                (name, self) -> new PermittedAppends(
                        self,
                        path,
                        head -> registry().hint(head),
                        (owner, used) -> registry()
                                .askAt(
                                        owner,
                                        ForwardMessages.permits(),
                                        used,
                                        Deadline.after(machine, Duration.ofSeconds(1)))));
    }

    private StreamProcess stream(ProcessName name) {
        return new StreamProcess(
                StreamId.of(name.key()),
                storage,
                path,
                permits,
                head -> registry().hint(head),
                link -> registry().hintLinks(link),
                deletion -> registry().hintLinks(deletion));
    }

    private Forwarder forwarder(Process.Self self, SimCodec codec) {
        Forwarder forwarder = new Forwarder(self, id, storage, registry, codec, machine, cluster.forwarding());
        path = forwarder;
        return forwarder;
    }

    CompletionStage<Void> start() {
        storage.open();
        return registry.start().thenRun(() -> serving = true);
    }

    NodeId id() {
        return id;
    }

    SimMachine machine() {
        return machine;
    }

    FaultyStorage storage() {
        return storage;
    }

    RingRegistry registry() {
        return registry;
    }

    SimSubscriptions subscriptions() {
        return subscriptions;
    }

    /** Whether its start has ended, so that clients may use it. */
    boolean isOpen() {
        return serving && !machine.hasCrashed();
    }

    boolean runs(ProcessName name) {
        return live.containsValue(name);
    }

    Set<ProcessName> running() {
        return Set.copyOf(live.values());
    }

    /** From now on it writes for no other node, as one of an older version. */
    void writesForNobody() {
        supervisor.stop(ForwardMessages.writer(), "as of an older version");
    }

    /** Leaves as a store does that is closed. */
    CompletionStage<Void> leave() {
        serving = false;
        return registry.leave().thenRun(() -> {
            registry.close();
            supervisor.close();
            storage.close();
        });
    }

    private AuditedStorage audited() {
        InMemoryStorage memory = new InMemoryStorage(cluster.database(), Runnable::run, cluster.sim(), Observer.NONE);
        return new AuditedStorage(
                id,
                memory,
                cluster.checks(),
                cluster.plants(),
                () -> registry == null ? OptionalLong.empty() : registry().epoch(),
                cluster::isClaimLost);
    }

    private Process watched(ProcessName name, Process process) {
        return new Watched(process, () -> cluster.checks().turn(this, name, cluster.nodes()));
    }

    private ClusterSettings settings(int quorum, SyncNodes sync) {
        return new ClusterSettings(
                "simulated",
                new NodeAddress(id.name(), "127.0.0.1", OptionalInt.empty()),
                Optional.empty(),
                new ClusterSettings.Listen("127.0.0.1", 7800, 10),
                List.of(),
                sync,
                new RingRules(Distribution.STATIC_QUORUM_RING, quorum, List.of(), List.of(), Map.of()),
                new ClusterSettings.Times(ROUND, DRAIN, Duration.ofSeconds(1)));
    }

    private final class Leaves implements Observer {

        @Override
        public void viewLeft() {
            cluster.checks().log(id + " is in no view any more");
        }
    }

    private final class Starts implements Supervisor.Listener {

        @Override
        public void started(ProcessName name) {
            live.put(name.toString(), name);
        }

        @Override
        public void stopped(ProcessName name, String why) {
            live.remove(name.toString());
        }
    }
}
