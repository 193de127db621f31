package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.NotHandledException;
import dev.eventstore.core.wire.SubscriptionMessages.Ack;
import dev.eventstore.core.wire.SubscriptionMessages.Attach;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Standing;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import dev.eventstore.core.wire.SubscriptionMessages.Told;
import dev.eventstore.testkit.memory.InMemoryDatabase;
import dev.eventstore.testkit.sim.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Nodes that form views, and a network between them that loses, delays and repeats. Each view has an owner, which runs all
 * subscriptions. Whoever is left out of a view goes on for a while, as a node does that was cut off or paused.
 */
final class SimCluster {

    /** Mistakes that are built in on purpose: what is sent is changed as if the sender or the receiver had made them. */
    enum Plant {
        /** The owner goes on after what was received, and takes nothing as in flight. */
        HELD_FORGOTTEN,
        /** The next owner takes what a subscriber is busy with as free. */
        HELD_GIVEN_AWAY,
        /** What was acknowledged before an owner has changed covers whatever the next one has delivered since. */
        OLD_ACK_TAKEN,
        /** A delivery of a former owner counts as one of the owner. */
        LATE_DELIVERY_TAKEN,
        /** The first acknowledgement after an owner has changed counts as sent though no owner got it. */
        ACK_LOST
    }

    final List<SimNode> nodes = new ArrayList<>();
    final Set<Plant> plants = EnumSet.noneOf(Plant.class);

    /** Nodes that do not hear of a view that they are left out of, as one that sleeps until the view after it. */
    final Set<SimNode> asleep = new HashSet<>();

    /** Told each checkpoint that an owner tells, and the attachment whose events are taken back. */
    LongConsumer checkpoints = number -> {};

    Consumer<UUID> takenBack = attachment -> {};

    private final SimScheduler sim;
    private final InMemoryDatabase database;
    private final Map<NodeId, ClusterRegistry> registries = new HashMap<>();
    private final Map<Long, NodeId> owners = new HashMap<>();
    private final Map<String, Link> links = new HashMap<>();
    private final Map<UUID, Standing> standings = new HashMap<>();
    private final Set<TakenBack> takenBackOnce = new HashSet<>();
    private final Map<List<Object>, Long> firstAcks = new HashMap<>();
    private final Set<List<NodeId>> cut = new HashSet<>();
    private final boolean fenced;
    private boolean troubled;
    private boolean changing;
    private long epoch;

    /** A cluster in its first view, owned by its first node; fenced if leases are claimed under epochs. */
    SimCluster(SimScheduler sim, InMemoryDatabase database, int size, boolean fenced) {
        this.fenced = fenced;
        this.sim = sim;
        this.database = database;
        for (int i = 0; i < size; i++) {
            nodes.add(start("node" + i));
        }
        change(nodes, nodes.get(0));
        sim.advance(Duration.ofSeconds(5));
    }

    private SimNode start(String name) {
        return new SimNode(name, sim, database, (self, processes, codec, time) -> {
            ClusterRegistry registry = new ClusterRegistry(self, processes, codec, time, this);
            registries.put(self, registry);
            return registry;
        });
    }

    NodeId owner(long ofEpoch) {
        return owners.get(ofEpoch);
    }

    boolean isFenced() {
        return fenced;
    }

    long epoch() {
        return epoch;
    }

    boolean isChanging() {
        return changing;
    }

    /** Whether messages are lost, late and repeated. */
    void trouble(boolean wanted) {
        troubled = wanted;
    }

    void cut(NodeId from, NodeId to) {
        cut.add(List.of(from, to));
    }

    void heal() {
        cut.clear();
    }

    /** Ends a node, and starts another of its name, which is in no view yet. */
    void kill(SimNode node) {
        node.kill();
        nodes.set(nodes.indexOf(node), start(node.id.name()));
    }

    /** A round: the members end what moves, then enter the view at different times; a member that does not answer spoils it. */
    void change(List<SimNode> members, SimNode owner) {
        changing = true;
        long next = epoch + 1;
        owners.put(next, owner.id);
        List<CompletableFuture<?>> ready = new ArrayList<>();
        for (SimNode member : members) {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            ready.add(answer);
            registries
                    .get(member.id)
                    .time
                    .schedule(
                            delay(),
                            () -> registries
                                    .get(member.id)
                                    .prepare(owner.id)
                                    .whenComplete((done, failure) -> answer.complete(true)));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new));
        all.thenRun(() -> announce(next, List.copyOf(members)));
        sim.schedule(Duration.ofSeconds(3), () -> all.completeExceptionally(new IllegalStateException("not ready")));
        sim.schedule(Duration.ofMillis(4_600), () -> changing = false);
    }

    private void announce(long next, List<SimNode> members) {
        epoch = next;
        View view = new View(
                next,
                members.stream()
                        .map(member -> member.id)
                        .sorted(Comparator.comparing(NodeId::name))
                        .toList());
        for (SimNode node : nodes) {
            ClusterRegistry registry = registries.get(node.id);
            if (members.contains(node)) {
                registry.time.schedule(delay(), () -> registry.enter(view));
            } else if (!asleep.contains(node)) {
                registry.time.schedule(delay().multipliedBy(3), registry::standDown);
            }
        }
    }

    private Duration delay() {
        return Duration.ofMillis(sim.random().nextInt(troubled && sim.random().nextInt(3) == 0 ? 1_500 : 20));
    }

    /** Asks another node; every message and every failure goes through the codec. */
    CompletableFuture<Message> send(
            NodeId from, NodeId to, ProcessName name, Message message, boolean running, Deadline deadline) {
        ClusterRegistry sender = registries.get(from);
        CompletableFuture<Message> answer = new CompletableFuture<>();
        sender.time.schedule(
                deadline.remaining(sender.time),
                () -> answer.completeExceptionally(new DeadlineExceededException("no answer", null)));
        if (plants.contains(Plant.ACK_LOST) && message instanceof Ack ack && loses(ack)) {
            return CompletableFuture.completedFuture(new Message.Done());
        }
        byte[] bytes = sender.codec.encode(planted(name, message));
        int copies = from.equals(to) || !troubled || sim.random().nextInt(10) > 0 ? 1 : 2;
        for (int i = 0; i < copies; i++) {
            pass(from, to, () -> arrived(sender, registries.get(to), name, bytes, running, deadline, answer));
        }
        return answer;
    }

    private void arrived(
            ClusterRegistry sender,
            ClusterRegistry receiver,
            ProcessName name,
            byte[] bytes,
            boolean running,
            Deadline deadline,
            CompletableFuture<Message> answer) {
        Message message = believed(name, receiver.codec.decode(bytes));
        observe(name, message);
        (running
                        ? receiver.processes.askRunning(name, message, deadline)
                        : receiver.processes.ask(name, message, receiver.epoch(), deadline))
                .whenComplete((done, failure) -> {
                    Throwable cause = failure == null ? null : Failures.unwrap(failure);
                    pass(receiver.self, sender.self, () -> {
                        if (cause == null) {
                            answer.complete(done);
                        } else {
                            answer.completeExceptionally(
                                    cause instanceof NotHandledException
                                            ? cause
                                            : sender.codec.decodeFailure(receiver.codec.encodeFailure(cause)));
                        }
                    });
                });
    }

    private void pass(NodeId from, NodeId to, Runnable arrival) {
        boolean lost =
                cut.contains(List.of(from, to)) || troubled && sim.random().nextInt(20) == 0;
        if (from.equals(to)) {
            registries.get(to).time.schedule(Duration.ZERO, arrival);
        } else if (!lost) {
            Duration delay = troubled ? delay() : Duration.ofMillis(1);
            registries.get(to).time.schedule(delay, arrival);
        }
    }

    private void observe(ProcessName name, Message message) {
        if (message instanceof Status status && status.checkpoint() >= 0) {
            checkpoints.accept(status.checkpoint());
        } else if (message instanceof TakenBack back) {
            UUID attachment = UUID.fromString(name.key());
            boolean known = back.link().number() == standings.get(attachment).number();
            if (known && takenBackOnce.add(back)) {
                takenBack.accept(attachment);
            }
        }
    }

    /** What an attachment makes of what arrives. */
    private Message believed(ProcessName name, Message message) {
        if (!(message instanceof Told told)) {
            return message;
        }
        Link newest = links.merge(name.key(), told.link(), (old, link) -> link.number() >= old.number() ? link : old);
        if (message instanceof Deliver late && plants.contains(Plant.LATE_DELIVERY_TAKEN)) {
            long number = standings.get(UUID.fromString(name.key())).number();
            UUID session =
                    newest.number() == number ? newest.session() : late.link().session();
            return new Deliver(
                    new Link(number, session),
                    late.sequence(),
                    late.generation(),
                    late.held(),
                    late.settled(),
                    late.before(),
                    late.events(),
                    late.keys());
        }
        return message;
    }

    private boolean loses(Ack ack) {
        Standing told = standings.get(ack.attachment());
        if (told == null || !told.returning() || told.number() != ack.attached() || ack.upTo() <= told.handled()) {
            return false;
        }
        return ack.upTo() <= firstAcks.computeIfAbsent(List.of(ack.attachment(), ack.attached()), first -> ack.upTo());
    }

    private Message planted(ProcessName name, Message message) {
        if (message instanceof Attach attach) {
            // An older one may be sent again after a newer one.
            standings.merge(
                    attach.attachment(), attach.standing(), (old, now) -> now.number() >= old.number() ? now : old);
        }
        if (message instanceof Attach attach) {
            return new Attach(attach.attachment(), attach.node(), attach.options(), plantedStanding(attach.standing()));
        }
        if (message instanceof Ack ack && plants.contains(Plant.OLD_ACK_TAKEN)) {
            long number = standings.get(ack.attachment()).number();
            return number == ack.attached() ? ack : new Ack(ack.attachment(), number, Long.MAX_VALUE, ack.held());
        }
        return message;
    }

    private Standing plantedStanding(Standing told) {
        boolean forgotten = plants.contains(Plant.HELD_FORGOTTEN);
        if (!forgotten && !plants.contains(Plant.HELD_GIVEN_AWAY)) {
            return told;
        }
        Standing all = told.acknowledged(Long.MAX_VALUE);
        return new Standing(
                told.number(),
                told.returning(),
                told.durable(),
                told.settled(),
                all.handled(),
                forgotten ? all.acknowledged() : told.acknowledged(),
                List.of(),
                Map.of(),
                told.generation());
    }
}
