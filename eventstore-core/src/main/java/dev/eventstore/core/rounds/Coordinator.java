package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.rounds.RoundMessage.Act;
import dev.eventstore.core.rounds.RoundMessage.Announce;
import dev.eventstore.core.rounds.RoundMessage.Prepare;
import dev.eventstore.core.rounds.RoundMessage.Refused;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The rounds that a node coordinates, one at a time. Confined to its rounds. */
final class Coordinator {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 7;
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    /** How often a member is asked within the time of a round. */
    private static final int REPEATS = 8;

    private final Rounds.Rules rules;
    private final Candidates nodes;
    private final Member member;
    private final RandomGenerator random;
    private final RoundsPort port;
    private final BiConsumer<NodeId, RoundMessage> tell;
    private final Set<NodeId> unconfirmed = new LinkedHashSet<>();
    private List<NodeId> unable = List.of();
    private @Nullable Round round;
    private long rounds;
    private long timers;
    private long pause = -1;
    private int failures;

    Coordinator(
            Rounds.Rules rules,
            Candidates nodes,
            Member member,
            RandomGenerator random,
            RoundsPort port,
            BiConsumer<NodeId, RoundMessage> tell) {
        this.rules = rules;
        this.nodes = nodes;
        this.member = member;
        this.random = random;
        this.port = port;
        this.tell = tell;
    }

    void fired(long timer, long tick) {
        if (timer == pause) {
            pause = -1;
            coordinate();
        } else if (round != null && timer == round.again) {
            askAgain(round);
        } else if (round != null && timer == round.timer) {
            if (round.claiming()) {
                claim(round, tick);
                return;
            }
            Round late = round;
            late.missing.forEach(node -> nodes.leftOut.put(node, tick + Rounds.PATIENCE_TICKS));
            fail(late.missing.isEmpty());
        }
    }

    void ready(NodeId from, RoundId id, long tick) {
        Round now = inRound(id);
        if (now == null || !now.missing.remove(from) || !now.missing.isEmpty()) {
            return;
        }
        if (now.later.isEmpty()) {
            now.claimingSince = tick;
            claim(now, tick);
        } else {
            List<NodeId> rest = List.copyOf(now.later);
            now.later.clear();
            now.timer = timer(rules.timeout());
            prepare(now, rest);
        }
    }

    /**
     * Claims, or claims again what may have been granted: to begin another round instead would be to lose the states that were
     * handed on for this one. A member that has promised more knows that it is too late; and if this node waits for long, the
     * next one may find the storage where this one does not.
     */
    private void claim(Round now, long tick) {
        Prepare prepare = now.prepare;
        if (prepare == null || member.known() > prepare.epoch()) {
            fail(true);
            return;
        }
        if (tick - now.claimingSince > Rounds.PATIENCE_TICKS && !delegate()) {
            unable = List.of();
        }
        now.timer = timer(rules.timeout());
        port.claim(now.id, prepare.epoch());
    }

    void refused(NodeId from, Refused answer, long tick) {
        member.heard(answer.known());
        if (inRound(answer.round()) != null) {
            if (answer.leaveOut()) {
                nodes.leftOut.put(from, tick);
            }
            fail(!answer.leaveOut());
        }
    }

    /** Announces again what has not been confirmed. */
    void repeat() {
        unconfirmed.retainAll(nodes.reachable());
        unconfirmed.forEach(node -> port.send(node, new Announce(member.newest)));
    }

    void confirmed(NodeId from) {
        unconfirmed.remove(from);
    }

    void act(List<NodeId> others) {
        if (!claims()) {
            unable = others;
            begin();
        }
    }

    /** Whether a claim is under way, so that no other round may begin. */
    boolean claims() {
        return round != null && round.claiming();
    }

    void stop() {
        round = null;
    }

    /** Another node has made a view: a round that can make none any more ends, and leaves out nobody for not answering it. */
    void overtaken() {
        if (round != null && round.isBefore(member.newest.epoch())) {
            fail(true);
        }
    }

    /** Another node has made a view: the failures before it count no more. */
    void settled() {
        failures = 0;
        if (pauses()) {
            pause = -1;
            coordinate();
        }
    }

    boolean pauses() {
        return pause >= 0;
    }

    void epochRead(RoundId id, long epoch) {
        if (round == null || !round.id.equals(id) || round.prepare != null) {
            return;
        }
        List<NodeId> members = nodes.members();
        if (members.size() < rules.quorum()) {
            nodes.leftOut.clear();
            fail(true);
            return;
        }
        if (epoch < round.known) {
            port.raise(id, round.known);
            return;
        }
        round.prepare = new Prepare(id, epoch, members);
        prepare(round, round.first(members, member.newest.members()));
    }

    private void prepare(Round now, List<NodeId> some) {
        Prepare prepare = Objects.requireNonNull(now.prepare);
        now.missing.addAll(some);
        now.again = timer(rules.timeout().dividedBy(REPEATS));
        some.forEach(node -> tell.accept(node, prepare));
    }

    /** Says again what has not been answered: bytes may be lost, and who seems not to answer is left out for long. */
    private void askAgain(Round now) {
        Prepare prepare = now.prepare;
        if (prepare != null && !now.claiming()) {
            now.again = timer(rules.timeout().dividedBy(REPEATS));
            now.missing.stream().filter(node -> !node.equals(rules.self())).forEach(node -> port.send(node, prepare));
        }
    }

    void claimed(RoundId id, boolean granted) {
        if (round == null || !round.id.equals(id) || round.prepare == null) {
            return;
        }
        if (!granted) {
            fail(true);
            return;
        }
        View view = new View(round.prepare.epoch() + 1, round.prepare.members());
        round = null;
        failures = 0;
        pause = -1;
        unable = List.of();
        unconfirmed.clear();
        unconfirmed.addAll(nodes.reachable());
        unconfirmed.addAll(view.members());
        member.learn(view);
        unconfirmed.remove(rules.self());
        unconfirmed.forEach(node -> port.send(node, new Announce(view)));
        coordinate();
    }

    void storageFailed(RoundId id) {
        if (round != null && round.id.equals(id) && round.claiming()) {
            round.timer = timer(backOff(round.unanswered++));
        } else if (round != null && round.id.equals(id)) {
            boolean delegated = round.prepare == null && delegate();
            fail(true);
            if (!delegated) {
                unable = List.of();
            }
        }
    }

    void coordinate() {
        List<NodeId> members = nodes.members();
        boolean wanted = members.size() >= rules.quorum() && !member.isMade(members);
        boolean first = nodes.candidates().stream()
                .findFirst()
                .filter(rules.self()::equals)
                .isPresent();
        boolean underWay = round != null ? round.wants(members) : member.awaits(members);
        if (!wanted || !first || pause >= 0 || underWay) {
            return;
        }
        begin();
    }

    /** A round from its beginning; one that is under way is given up. */
    void begin() {
        if (nodes.leaving.contains(rules.self())) {
            return;
        }
        round = new Round(new RoundId(rules.self(), ++rounds), member.known(), timer(rules.timeout()));
        if (member.ready) {
            port.readEpoch(round.id);
        } else if (delegate()) {
            fail(true);
        } else {
            // Nobody could do anything in it, and it must not hold up the one that this node begins when it is ready.
            round = null;
        }
    }

    boolean delegate() {
        List<NodeId> others = new ArrayList<>(unable);
        others.add(rules.self());
        for (NodeId node : nodes.candidates()) {
            if (!others.contains(node)) {
                port.send(node, new Act(others));
                return true;
            }
        }
        return false;
    }

    void fail(boolean pauses) {
        round = null;
        if (pauses || failures > nodes.reachable().size()) {
            pause = timer(backOff(failures));
        }
        failures++;
        coordinate();
    }

    private Duration backOff(int times) {
        long nanos = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE.toNanos() << Math.min(times, MOST_DOUBLINGS));
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    }

    private @Nullable Round inRound(RoundId id) {
        boolean in = round != null && round.id.equals(id) && round.prepare != null && !round.claiming();
        return in ? round : null;
    }

    long timer(Duration delay) {
        port.timer(++timers, delay);
        return timers;
    }
}
