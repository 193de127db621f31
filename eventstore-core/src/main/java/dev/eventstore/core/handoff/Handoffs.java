package dev.eventstore.core.handoff;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.link.NodeLink;
import dev.eventstore.core.link.NodeMessage.HandOver;
import dev.eventstore.core.process.ProcessHost;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.ring.HashRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Carries the states of processes that move to their next owners. Senders keep copies until the next view, in case the round
 * that moved them comes to nothing; receivers keep what has come until then, since it may come before they themselves hear of
 * the round. Confined to turns, but for {@link #takenOver}.
 */
public final class Handoffs {

    private static final Duration REPEAT = Duration.ofMillis(200);
    private static final int TRIES = 5;

    private final NodeId self;
    private final ProcessHost processes;
    private final NodeLink link;
    private final TimeSource time;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
    private final Map<ProcessName, HandedOff> copies = new LinkedHashMap<>();
    private final Map<ProcessName, HandedOff> arrived = new LinkedHashMap<>();
    private long copiesOf = -1;
    private long arrivedOf = -1;

    public Handoffs(NodeId self, ProcessHost processes, NodeLink link, TimeSource time) {
        this.self = self;
        this.processes = processes;
        this.link = link;
        this.time = time;
    }

    /**
     * Sends states of an epoch, and those of it that were sent before or have come, to whoever owns them in this ring; done
     * when all have them, or give no answer.
     */
    public CompletionStage<Void> send(long epoch, List<HandedOff> states, HashRing next) {
        if (copiesOf != epoch) {
            copies.clear();
            copiesOf = epoch;
        }
        if (arrivedOf == epoch) {
            copies.putAll(arrived);
        }
        states.forEach(state -> copies.put(state.name(), state));
        Map<NodeId, List<HandedOff>> byOwner = new LinkedHashMap<>();
        copies.values()
                .forEach(state -> byOwner.computeIfAbsent(next.owner(state.name()), owner -> new ArrayList<>())
                        .add(state));
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        byOwner.forEach((owner, theirs) -> {
            if (owner.equals(self)) {
                arrived(epoch, theirs);
            } else {
                sent.add(send(owner, epoch, theirs));
            }
        });
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }

    /** States of an epoch have come, for the view after it. */
    public void arrived(long epoch, List<HandedOff> states) {
        if (arrivedOf < epoch) {
            arrived.clear();
            arrivedOf = epoch;
        }
        if (arrivedOf == epoch) {
            states.forEach(state -> arrived.put(state.name(), state));
        }
    }

    /**
     * A view is entered: what has come for it goes on here, and so does what was sent away by a round that came to nothing and
     * is owned here after all; the rest is where it belongs.
     */
    public void entering(long epoch, Predicate<ProcessName> owned) {
        if (copiesOf == epoch - 1) {
            List<HandedOff> mine = copies.values().stream()
                    .filter(copy -> owned.test(copy.name()))
                    .toList();
            arrived(copiesOf, mine);
        }
        if (arrivedOf == epoch - 1) {
            arrived.values().forEach(processes::resume);
        }
        arrived.clear();
        copies.clear();
    }

    /** Another node has taken states. */
    public void takenOver(long id) {
        CompletableFuture<Void> taken = open.remove(id);
        if (taken != null) {
            taken.complete(null);
        }
    }

    private CompletableFuture<Void> send(NodeId owner, long epoch, List<HandedOff> states) {
        HandOver message = new HandOver(ids.incrementAndGet(), epoch, states);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        open.put(message.id(), taken);
        repeat(owner, message, taken, TRIES);
        return taken;
    }

    private void repeat(NodeId owner, HandOver message, CompletableFuture<Void> taken, int tries) {
        if (taken.isDone()) {
            return;
        }
        if (tries == 0) {
            takenOver(message.id());
            return;
        }
        link.send(owner, message);
        time.schedule(REPEAT, () -> repeat(owner, message, taken, tries - 1));
    }
}
