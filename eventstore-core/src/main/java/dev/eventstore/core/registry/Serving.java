package dev.eventstore.core.registry;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.handoff.Gate;
import dev.eventstore.core.handoff.Handoffs;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.ring.HashRing;
import dev.eventstore.core.spi.storage.ClusterStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes run on this node, and what becomes of them when its view changes. Where the storage went back nothing goes on:
 * nobody need tell, since whoever found out has raised the epoch so far that each node sees it. Confined to turns, but for
 * {@link #forget}.
 */
final class Serving {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final NodeId self;
    private final ProcessHost processes;
    private final Handoffs handoffs;
    private final Turns turns;
    private final Duration patience;
    private final Gate gate = new Gate();
    private volatile Supplier<CompletionStage<Void>> forget = () -> CompletableFuture.completedStage(null);

    /** Whose processes have so long to stop. */
    Serving(NodeId self, ProcessHost processes, Handoffs handoffs, Turns turns, Duration patience) {
        this.self = self;
        this.processes = processes;
        this.handoffs = handoffs;
        this.turns = turns;
        this.patience = patience;
    }

    /** What else to do when the storage went back. */
    void forget(Supplier<CompletionStage<Void>> wanted) {
        forget = wanted;
    }

    /** Stops what this node would not own, and hands its states on if the epoch is the one that it serves under. */
    CompletionStage<Void> drain(long served, long epoch, List<NodeId> members, HashRing next) {
        boolean newest = served == epoch;
        Predicate<ProcessName> kept = ClusterStorage.leapt(served, epoch)
                ? gate.open(name -> false)
                : gate.narrow(members, name -> next.owner(name).equals(self));
        return processes
                .keepOnly(kept, patience)
                .thenCompose(states -> handOver(epoch, newest ? states : List.of(), next))
                .thenCompose(handed -> wentBack(served, epoch));
    }

    CompletionStage<Void> handOver(long epoch, List<HandedOff> states, HashRing next) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        turns.run(() -> handoffs.send(epoch, states, next).whenComplete((sent, failure) -> done.complete(null)));
        return done;
    }

    /** Runs what this node owns from now on, with the states that have come for it. */
    void enter(long served, long epoch, boolean member, HashRing ring) {
        Predicate<ProcessName> kept =
                gate.open(member ? name -> ring.owner(name).equals(self) : name -> false);
        handoffs.entering(epoch, kept);
        processes.keepOnly(kept, patience);
        if (!member) {
            wentBack(served, epoch).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error("what is in memory could not be forgotten; restart this node: {}", failure.getMessage());
                }
            });
        }
    }

    CompletionStage<List<HandedOff>> stop() {
        return processes.keepOnly(gate.open(name -> false), patience);
    }

    private CompletionStage<Void> wentBack(long served, long now) {
        if (!ClusterStorage.leapt(served, now)) {
            return CompletableFuture.completedStage(null);
        }
        LOG.error(
                "the storage went back since epoch {} (now {}): what this node has of processes, subscriptions and events in"
                        + " memory does not count any more; it goes on with what is stored",
                served,
                now);
        return forget.get();
    }
}
