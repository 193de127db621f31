package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.rounds.RoundMessage.Prepare;
import dev.eventstore.core.rounds.RoundMessage.Ready;
import dev.eventstore.core.rounds.RoundMessage.Refused;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a node has promised, and the view that it is in. Confined to its rounds. */
final class Member {

    private final Rounds.Rules rules;
    private final Candidates nodes;
    private final RoundsPort port;
    private final BiConsumer<NodeId, RoundMessage> tell;
    boolean ready;
    View newest = new View(0, List.of());

    @Nullable
    View entered;

    private long promise = -1;
    private long superseded = -1;
    private long heard = -1;
    private @Nullable Prepare answering;
    private long answeringSince;
    private boolean drained;
    private boolean withdrawn;

    Member(Rounds.Rules rules, Candidates nodes, RoundsPort port, BiConsumer<NodeId, RoundMessage> tell) {
        this.rules = rules;
        this.nodes = nodes;
        this.port = port;
        this.tell = tell;
    }

    /** Returns whether it was not known that the epoch is spent. */
    boolean superseded(long epoch) {
        boolean news = epoch > superseded;
        superseded = Math.max(epoch, superseded);
        return news;
    }

    /**
     * Whether another node makes the view of these members already, as far as is known: two nodes that both believe to be the
     * first would make two, and the second view would cost the states that go to the first.
     */
    boolean awaits(List<NodeId> members) {
        Prepare under = answering;
        return under != null
                && under.members().equals(members)
                && under.epoch() >= newest.epoch()
                && !under.round().by().equals(rules.self())
                && nodes.candidates().contains(under.round().by())
                && nodes.tick - answeringSince <= rules.timeout().toSeconds();
    }

    /** The highest epoch that the storage has had, as far as this node knows. */
    long known() {
        return Math.max(heard, Math.max(newest.epoch(), promise));
    }

    /** Another node knows that the storage has had this epoch. */
    void heard(long epoch) {
        heard = Math.max(epoch, heard);
    }

    /** The highest epoch that cannot be used; where the storage has had a later one, or must have, that of the newest view. */
    long spent() {
        long refused = Math.max(promise, superseded);
        return heard > newest.epoch() ? Math.max(refused, newest.epoch()) : refused;
    }

    void drained(RoundId id) {
        if (answering != null && answering.round().equals(id)) {
            drained = true;
            tell.accept(id.by(), new Ready(id));
        }
    }

    void prepare(Prepare asked) {
        if (!ready) {
            tell.accept(asked.round().by(), new Refused(asked.round(), true, known()));
        } else if (answering != null && answering.round().equals(asked.round())) {
            if (drained) {
                tell.accept(asked.round().by(), new Ready(asked.round()));
            }
        } else if (isOutdated(asked)) {
            // It was overtaken by a later round of the same coordinator, which has given it up.
            return;
        } else if (asked.epoch() < known()) {
            tell.accept(asked.round().by(), new Refused(asked.round(), false, known()));
        } else {
            promise = asked.epoch();
            answering = asked;
            answeringSince = nodes.tick;
            drained = false;
            port.drain(asked.round(), asked.epoch(), asked.members());
        }
    }

    private boolean isOutdated(Prepare asked) {
        return answering != null
                && answering.round().by().equals(asked.round().by())
                && answering.round().number() > asked.round().number();
    }

    void learn(View view) {
        if (view.epoch() < newest.epoch()) {
            return;
        }
        newest = view;
        nodes.serving(view.members());
        // Whoever left them out was another round's; they have said ready since.
        nodes.leftOut.keySet().removeAll(view.members());
        boolean member = view.members().contains(rules.self());
        boolean known = entered != null && entered.epoch() == view.epoch();
        if (known || withdrawn || member && view.epoch() <= promise || nodes.leaving.contains(rules.self())) {
            return;
        }
        boolean observer = !rules.admits().test(rules.self());
        if ((member || observer) && nodes.reached(view) >= rules.quorum()) {
            entered = view;
            answering = null;
            port.enter(view);
        } else {
            leaveView();
        }
    }

    boolean settled() {
        return entered != null && entered.equals(newest) && newest.epoch() > spent();
    }

    /** Whether the newest view is of these members; one that leaves this node out is never entered here. */
    boolean isMade(List<NodeId> members) {
        boolean usable = members.contains(rules.self()) ? settled() : newest.epoch() > spent();
        return usable && newest.members().equals(members);
    }

    void readiness(boolean now) {
        ready = now;
        withdrawn &= !now;
    }

    /** Out of any view, and in none before it is ready again. */
    void withdraw() {
        ready = false;
        withdrawn = true;
        leaveView();
    }

    void leaveWithoutQuorum() {
        if (entered != null && nodes.reached(entered) < rules.quorum()) {
            leaveView();
        }
    }

    void leaveView() {
        if (entered != null) {
            entered = null;
            port.leave();
        }
    }
}
