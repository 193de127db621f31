package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.cluster.ClusterSettings;
import dev.eventstore.core.cluster.Distribution;
import dev.eventstore.core.handoff.Departure;
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
import dev.eventstore.core.spi.storage.ClusterStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final Departure departure;
    private final Neighbours neighbours;
    private final Serving serving;
    private final Rounds rounds;
    private final Waiters waiters = new Waiters();
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
        this.serving = new Serving(
                context.self(),
                context.processes(),
                handoffs,
                turns,
                settings.times().drain());
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
        return serving.stop().thenApply(none -> null);
    }

    void reachable(List<NodeId> nodes) {
        turns.run(() -> {
            neighbours.reachable(nodes);
            standing = standing(standing.view(), standing.ring());
            rounds.reachable(nodes);
        });
    }

    /** From now on no other storage will do. */
    void store(String name) {
        storage.store(name);
    }

    /** What to do when the storage went back. */
    void forget(Supplier<CompletionStage<Void>> wanted) {
        serving.forget(wanted);
    }

    /** The storage was seen to have gone back: a round raises the epoch, and all nodes begin anew. */
    void storageWentBack() {
        turns.run(() -> rounds.wentBack(ClusterStorage.LEAP));
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
                            ? serving.handOver(last.epoch(), states, ring(others))
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
    public void raise(RoundId round, long known) {
        storage.raise(round, known, rounds, () -> left);
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
        long drain = ++drains;
        long began = context.time().nanoTime();
        CompletionStage<Void> moved = serving.drain(standing.epoch(), epoch, members, ring(members));
        // The storage is asked, too: a node that cannot reach it is no member, nor is one whose settings differ.
        storage.admits()
                .thenCombine(moved, (admitted, done) -> done)
                .whenComplete((done, failure) -> turns.run(() -> {
                    if (failure == null) {
                        // Also of those under way: the storage has answered since they began.
                        drains++;
                        context.observer()
                                .drained(Duration.ofNanos(context.time().nanoTime() - began));
                        rounds.drained(round);
                    } else if (drain == drains) {
                        // What failed in an earlier round says nothing once this one asks the storage again.
                        storage.unready(Failures.unwrap(failure), rounds, () -> left);
                    }
                }));
    }

    @Override
    public void enter(View view) {
        if (left) {
            return;
        }
        boolean member = view.members().contains(context.self());
        HashRing ring = ring(view.members());
        serving.enter(standing.epoch(), view.epoch(), member, ring);
        standing = standing(view, Optional.of(ring));
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
        standing = standing(standing.view(), Optional.empty());
        CompletionStage<List<HandedOff>> stopped = serving.stop();
        waiters.run(epoch -> true);
        return stopped;
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
