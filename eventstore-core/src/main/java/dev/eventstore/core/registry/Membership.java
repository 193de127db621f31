package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.handoff.Gate;
import dev.eventstore.core.handoff.Handoffs;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.ring.HashRing;
import dev.eventstore.core.rounds.RoundMessage;
import dev.eventstore.core.rounds.RoundMessage.Announce;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import dev.eventstore.core.rounds.Rounds;
import dev.eventstore.core.rounds.RoundsPort;
import dev.eventstore.core.routing.Standing;
import dev.eventstore.core.routing.Views;
import dev.eventstore.core.spi.registry.RegistryProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in the cluster: runs the rounds, stops and starts serving by what they say, and lets only those processes
 * run here that this node owns. Thread-safe: what changes is changed in {@code turns} only.
 */
final class Membership implements Views, RoundsPort {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final RegistryProvider.Context context;
    private final ClusterSettings settings;
    private final RoundsStorage storage;
    private final NodeLink link;
    private final Turns turns;
    private final Handoffs handoffs;
    private final Departure departure;
    private final Neighbours neighbours;
    private final Rounds rounds;
    private final Waiters waiters = new Waiters();
    private final Gate gate = new Gate();
    private final ViewListeners listeners = new ViewListeners();
    private volatile Standing standing;
    private boolean left;
    private long drains;

    Membership(
            RegistryProvider.Context context,
            ClusterSettings settings,
            Map<String, String> agreed,
            NodeLink link,
            Turns turns,
            Handoffs handoffs) {
        this.context = context;
        this.settings = settings;
        this.storage = new RoundsStorage(
                context.cluster(), agreed, context.time(), settings.times().round(), turns);
        this.link = link;
        this.turns = turns;
        this.handoffs = handoffs;
        this.departure = new Departure(context.time());
        this.neighbours = new Neighbours(settings.ring());
        this.rounds = new Rounds(
                new Rounds.Rules(
                        context.self(),
                        neighbours::admits,
                        settings.ring().quorum(),
                        settings.times().round()),
                new SplittableRandom(context.ids().next().getMostSignificantBits()),
                this);
        this.standing = standing(new View(0, List.of(context.self())), Optional.empty());
    }

    /** Lets nothing run here and begins to take part. */
    CompletionStage<Void> start() {
        turns.run(rounds::start);
        return context.processes()
                .keepOnly(name -> false, settings.times().drain())
                .thenApply(none -> null);
    }

    void reachable(List<NodeId> nodes) {
        turns.run(() -> {
            neighbours.reachable(nodes);
            standing = standing(standing.view(), standing.ring());
            rounds.reachable(nodes);
        });
    }

    /** Says, in a turn, that a node can be in no view with this one: its events are stored elsewhere. */
    void stranger(NodeId node) {
        neighbours.stranger(node);
        reachable(neighbours.reachable());
    }

    List<NodeId> reachable() {
        return neighbours.reachable();
    }

    /** From now on this node may become a member. */
    void ready() {
        turns.run(() -> rounds.readiness(true));
    }

    void received(NodeId from, RoundMessage message) {
        turns.run(() -> {
            rounds.received(from, message);
            if (left && message instanceof Announce news && news.view().epoch() > standing.epoch()) {
                departure.replaced();
            }
        });
    }

    void onView(Consumer<View> listener) {
        turns.run(() -> listeners.add(listener, standing.view(), standing.serves()));
    }

    void remove(Consumer<View> listener) {
        listeners.remove(listener);
    }

    /** Ends what runs here, hands its states on, and tells the others that this node leaves. */
    CompletionStage<Void> leaveCluster() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        turns.run(() -> {
            View last = standing.view();
            boolean served = standing.serves();
            List<NodeId> others = last.members().stream()
                    .filter(node -> !node.equals(context.self()))
                    .toList();
            left = true;
            stop().thenCompose(states -> served && !others.isEmpty()
                            ? handOver(true, last.epoch(), states, ring(others))
                            : CompletableFuture.completedStage(null))
                    .whenComplete((sent, failure) -> turns.run(() -> {
                        rounds.leave();
                        departure.end(served && others.size() >= settings.ring().quorum(), done);
                    }));
        });
        return done;
    }

    @Override
    public Standing now() {
        return standing;
    }

    @Override
    public void whenPast(long epoch, Runnable task) {
        waiters.add(epoch, task);
        if (standing.serves() && standing.epoch() > epoch) {
            waiters.run(waited -> waited < standing.epoch());
        }
    }

    @Override
    public void superseded(long epoch) {
        context.observer().superseded(epoch);
        turns.run(() -> rounds.superseded(epoch));
    }

    @Override
    public boolean isMember(NodeId node) {
        return standing.view().members().contains(node);
    }

    @Override
    public boolean isReachable(NodeId node) {
        return neighbours.reachable().contains(node);
    }

    @Override
    public void send(NodeId to, RoundMessage message) {
        link.send(to, (Record) message);
    }

    @Override
    public void readEpoch(RoundId round) {
        storage.readEpoch(round, rounds);
    }

    @Override
    public void claim(RoundId round, long expected) {
        storage.claim(round, expected, rounds);
    }

    @Override
    public void timer(long timer, Duration delay) {
        context.time().schedule(delay, () -> turns.run(() -> rounds.fired(timer)));
    }

    @Override
    public void drain(RoundId round, long epoch, List<NodeId> members) {
        if (left) {
            return;
        }
        HashRing next = ring(members);
        long drain = ++drains;
        boolean newest = standing.epoch() == epoch;
        Predicate<ProcessName> kept = gate.narrow(members, owned(next));
        long began = context.time().nanoTime();
        CompletionStage<Void> moved = context.processes()
                .keepOnly(kept, settings.times().drain())
                .thenCompose(states -> handOver(newest, epoch, states, next));
        // The storage is asked, too: a node that cannot reach it is no member, nor is one whose settings differ.
        storage.admits()
                .thenCombine(moved, (admitted, done) -> done)
                .whenComplete((done, failure) -> turns.run(() -> {
                    if (failure == null) {
                        context.observer()
                                .drained(Duration.ofNanos(context.time().nanoTime() - began));
                        rounds.drained(round);
                    } else if (drain == drains) {
                        // What failed in an earlier round says nothing once this one asks the storage again.
                        unready(Failures.unwrap(failure));
                    }
                }));
    }

    @Override
    public void enter(View view) {
        if (left) {
            return;
        }
        boolean member = view.members().contains(context.self());
        Predicate<ProcessName> kept = gate.open(member ? owned(ring(view.members())) : name -> false);
        handoffs.entering(view.epoch(), kept);
        context.processes().keepOnly(kept, settings.times().drain());
        standing = standing(view, Optional.of(ring(view.members())));
        LOG.info("view {}: {}", view.epoch(), view.members());
        context.observer().viewEntered(view);
        listeners.tell(view);
        waiters.run(epoch -> epoch < view.epoch());
    }

    @Override
    public void leave() {
        if (left) {
            return;
        }
        LOG.warn(
                "this node is in no view with a quorum of {}; it reaches {}",
                settings.ring().quorum(),
                neighbours.reachable());
        stop();
        context.observer().viewLeft();
    }

    private CompletionStage<List<HandedOff>> stop() {
        Predicate<ProcessName> none = gate.open(name -> false);
        standing = standing(standing.view(), Optional.empty());
        CompletionStage<List<HandedOff>> stopped =
                context.processes().keepOnly(none, settings.times().drain());
        waiters.run(epoch -> true);
        return stopped;
    }

    private CompletionStage<Void> handOver(boolean newest, long epoch, List<HandedOff> states, HashRing next) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        turns.run(() -> handoffs.send(epoch, newest ? states : List.of(), next)
                .whenComplete((sent, failure) -> done.complete(null)));
        return done;
    }

    /** Not a member until the storage answers again and the settings agree. */
    private void unready(Throwable failure) {
        LOG.warn("this node takes no part in views for now: {}", failure.getMessage());
        rounds.readiness(false);
        storage.whenAdmitted(() -> {
            if (!left) {
                rounds.readiness(true);
            }
        });
    }

    private Predicate<ProcessName> owned(HashRing ring) {
        return name -> ring.owner(name).equals(context.self());
    }

    private HashRing ring(List<NodeId> members) {
        return new HashRing(members, settings.ring()::weight);
    }

    private Standing standing(View view, Optional<HashRing> ring) {
        return new Standing(
                view,
                ring,
                settings.ring().distribution() == Distribution.STATIC_QUORUM_RING,
                settings.ring().quorum(),
                neighbours.available());
    }
}
