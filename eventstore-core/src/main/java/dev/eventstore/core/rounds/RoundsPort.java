package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import dev.eventstore.core.rounds.RoundMessage.RoundId;
import java.time.Duration;
import java.util.List;

/**
 * What {@link Rounds} wants done. No method calls back into the rounds before it returns: answers come later, as inputs.
 * Confined to the caller of the rounds.
 */
public interface RoundsPort {

    /**
     * Sends a message; never to this node itself.
     *
     * @param to the node
     * @param message the message
     */
    void send(NodeId to, RoundMessage message);

    /**
     * Reads the epoch from storage; answered by {@link Rounds#epochRead} or {@link Rounds#storageFailed}.
     *
     * @param round for which round
     */
    void readEpoch(RoundId round);

    /**
     * The storage has had an epoch and has an older one now, so it went back: raises the epoch far beyond all that were handed
     * out, if it is the storage it was. Answered by {@link Rounds#epochRead} with what it has then, or by {@link
     * Rounds#storageFailed}.
     *
     * @param round for which round
     * @param known the epoch that it has had
     */
    void raise(RoundId round, long known);

    /**
     * Raises the epoch by one if it still is the expected one; answered by {@link Rounds#claimed} or {@link
     * Rounds#storageFailed}. A round claims again until it has an answer; what it was granted it is granted again.
     *
     * @param round for which round
     * @param expected the epoch it must be
     */
    void claim(RoundId round, long expected);

    /**
     * Calls {@link Rounds#fired} later.
     *
     * @param timer which timer
     * @param delay how much later
     */
    void timer(long timer, Duration delay);

    /**
     * Stops what this node would not own among some members, and starts nothing of it until the next view is entered, however
     * many drains follow; then calls {@link Rounds#drained}.
     *
     * @param round for which round
     * @param epoch the epoch that storage had: only a node that is in its view has states worth handing on
     * @param members the members
     */
    void drain(RoundId round, long epoch, List<NodeId> members);

    /**
     * Serves what this node owns in a view; routes by it.
     *
     * @param view the view; this node may be kept out of it and owns nothing then
     */
    void enter(View view);

    /** Stops everything: this node is in no quorate view any more. */
    void leave();
}
