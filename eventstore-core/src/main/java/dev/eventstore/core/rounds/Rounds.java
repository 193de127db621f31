package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.rounds.RoundMessage.Act;
import dev.eventstore.core.rounds.RoundMessage.Announce;
import dev.eventstore.core.rounds.RoundMessage.Ask;
import dev.eventstore.core.rounds.RoundMessage.Confirm;
import dev.eventstore.core.rounds.RoundMessage.Leaving;
import dev.eventstore.core.rounds.RoundMessage.Prepare;
import dev.eventstore.core.rounds.RoundMessage.Ready;
import dev.eventstore.core.rounds.RoundMessage.Refused;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * One node's part in agreeing on views. A coordinator reads the epoch, asks the members to stop what they would not own and to
 * promise, claims the next epoch by compare-and-set, and announces the view. Two members of a view never run the same process,
 * whoever coordinates and whatever is lost: a view is claimed only when all of its members have stopped, and a member that has
 * promised enters no older one.
 *
 * <p>A state machine: the same inputs give the same calls of the port. Confined to one caller.
 */
public final class Rounds {

    private static final Duration TICK = Duration.ofSeconds(1);
    static final int PATIENCE_TICKS = 10;

    private final Rules rules;
    private final RoundsPort port;
    private final Candidates nodes;
    private final Member member;
    private final Coordinator coordinator;
    private long tick = -1;
    private long unsettledSince;

    /**
     * What does not change.
     *
     * @param self this node
     * @param admits whether a node runs processes when it is there
     * @param quorum how many members a view needs at least
     * @param timeout how long a round waits for its members
     */
    public record Rules(NodeId self, Predicate<NodeId> admits, int quorum, Duration timeout) {}

    /**
     * A node that knows nobody and is not ready.
     *
     * @param rules what does not change
     * @param random draws how long to pause
     * @param port does what the rounds want
     */
    public Rounds(Rules rules, RandomGenerator random, RoundsPort port) {
        this.rules = rules;
        this.port = port;
        nodes = new Candidates(rules);
        member = new Member(rules, nodes, port, this::tell);
        coordinator = new Coordinator(rules, nodes, member, random, port, this::tell);
    }

    /** Begins. Called once, first. */
    public void start() {
        tick = coordinator.timer(TICK);
    }

    /**
     * The nodes that can be reached have changed.
     *
     * @param now all of them, as the channel lists them
     */
    public void reachable(List<NodeId> now) {
        nodes.reachable(now);
        member.leaveWithoutQuorum();
        coordinator.coordinate();
    }

    /**
     * Whether this node could be a member: it reaches storage and has seen whom it waits for.
     *
     * @param now whether it could
     */
    public void readiness(boolean now) {
        member.readiness(now);
        nodes.leftOut.remove(rules.self());
        ask();
        coordinator.coordinate();
    }

    /**
     * Storage has refused an append, since its epoch is spent.
     *
     * @param epoch the epoch of the append
     */
    public void superseded(long epoch) {
        if (member.superseded(epoch)) {
            ask();
            coordinator.coordinate();
        }
    }

    /**
     * The storage went back, though its epoch need not show it: no view is made before the epoch was raised.
     *
     * @param leap beyond what is known by so many that claims do not reach it
     */
    public void wentBack(long leap) {
        member.heard(member.known() + leap);
        superseded(member.newest.epoch());
    }

    /** This node must not go on with the storage that it has: it is in no view until {@link #readiness}. */
    public void withdraw() {
        member.withdraw();
    }

    /** This node has stopped everything and leaves. */
    public void leave() {
        member.ready = false;
        nodes.leaving.add(rules.self());
        coordinator.stop();
        member.leaveView();
        nodes.others().forEach(node -> port.send(node, new Leaving()));
    }

    /**
     * A timer of the port has run out.
     *
     * @param timer which
     */
    public void fired(long timer) {
        if (timer == tick) {
            nodes.tick++;
            tick = coordinator.timer(TICK);
            everySecond();
        } else {
            coordinator.fired(timer, nodes.tick);
        }
    }

    /**
     * Storage has answered with the epoch.
     *
     * @param id the round
     * @param epoch the epoch
     */
    public void epochRead(RoundId id, long epoch) {
        coordinator.epochRead(id, epoch);
    }

    /**
     * Storage has answered the claim.
     *
     * @param id the round
     * @param granted whether the next epoch is that of the round
     */
    public void claimed(RoundId id, boolean granted) {
        coordinator.claimed(id, granted);
    }

    /**
     * Storage could not be asked, or its answer was lost.
     *
     * @param id the round
     */
    public void storageFailed(RoundId id) {
        coordinator.storageFailed(id);
    }

    /**
     * What this node would not own has stopped.
     *
     * @param id the round of the drain
     */
    public void drained(RoundId id) {
        member.drained(id);
    }

    /**
     * A message has come.
     *
     * @param from who sent it
     * @param message the message
     */
    public void received(NodeId from, RoundMessage message) {
        if (message instanceof Prepare prepare) {
            member.prepare(prepare);
        } else if (message instanceof Ready answer) {
            coordinator.ready(from, answer.round(), nodes.tick);
        } else if (message instanceof Refused answer) {
            coordinator.refused(from, answer, nodes.tick);
        } else if (message instanceof Announce announce) {
            boolean before = member.settled();
            long newest = member.newest.epoch();
            member.learn(announce.view());
            if (member.newest.epoch() > newest) {
                coordinator.overtaken();
            }
            if (!before && member.settled()) {
                coordinator.settled();
            }
            tell(
                    from,
                    member.newest.epoch() > announce.view().epoch()
                            ? new Announce(member.newest)
                            : new Confirm(member.newest.epoch()));
        } else if (message instanceof Confirm confirm && confirm.epoch() >= member.newest.epoch()) {
            coordinator.confirmed(from);
        } else if (message instanceof Ask asked) {
            asked(from, asked);
        } else if (message instanceof Act act && member.ready) {
            coordinator.act(act.unable());
        } else if (message instanceof Leaving) {
            nodes.leaving.add(from);
            member.leaveWithoutQuorum();
            coordinator.coordinate();
        }
    }

    private void asked(NodeId from, Ask asked) {
        if (member.newest.epoch() > asked.entered()) {
            tell(from, new Announce(member.newest));
        }
        boolean stale = asked.spent() >= member.newest.epoch()
                || !member.newest.members().contains(from);
        if (asked.joins() && stale && nodes.leftOut.getOrDefault(from, 0L) <= nodes.tick) {
            nodes.leftOut.remove(from);
            if (asked.spent() >= member.newest.epoch()) {
                member.superseded(asked.spent());
            }
            coordinator.coordinate();
        }
    }

    private void everySecond() {
        coordinator.repeat();
        if (member.settled()) {
            unsettledSince = nodes.tick;
            tellOthers();
        } else {
            ask();
            coordinator.coordinate();
            // The coordinator may hang, or not hear us: each node acts itself in the end, the later the further back it
            // stands.
            if (nodes.tick - unsettledSince
                            > (long) PATIENCE_TICKS * (1 + nodes.members().indexOf(rules.self()))
                    && !coordinator.pauses()
                    && !coordinator.claims()) {
                coordinator.begin();
            }
        }
    }

    /** Whoever could be a member and is not may believe that its older view is the newest, so that it begins no round. */
    private void tellOthers() {
        nodes.candidates().stream()
                .filter(node -> !member.newest.members().contains(node) && !node.equals(rules.self()))
                .forEach(node -> port.send(node, new Announce(member.newest)));
    }

    private void ask() {
        boolean joins = member.ready && rules.admits.test(rules.self());
        if (joins && nodes.leftOut.getOrDefault(rules.self(), Long.MAX_VALUE) <= nodes.tick) {
            nodes.leftOut.remove(rules.self());
        }
        Ask message = new Ask(member.entered == null ? 0 : member.entered.epoch(), member.spent(), joins);
        if (!member.settled()) {
            nodes.others().forEach(node -> port.send(node, message));
        }
    }

    private void tell(NodeId to, RoundMessage message) {
        if (to.equals(rules.self())) {
            received(to, message);
        } else {
            port.send(to, message);
        }
    }
}
