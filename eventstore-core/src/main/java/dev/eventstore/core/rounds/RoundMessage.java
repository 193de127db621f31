package dev.eventstore.core.rounds;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.View;
import java.util.List;

/** What nodes tell each other in rounds. All of it may be lost, late or repeated. Immutable. */
public sealed interface RoundMessage {

    /**
     * Asks a member to stop what it would not own, and to promise to enter no view up to an epoch.
     *
     * @param round the round
     * @param epoch the epoch that storage had
     * @param members the members that the view would have
     */
    record Prepare(RoundId round, long epoch, List<NodeId> members) implements RoundMessage {

        /**
         * Copies the members.
         *
         * @param round the round
         * @param epoch the epoch that storage had
         * @param members the members that the view would have
         */
        public Prepare {
            members = List.copyOf(members);
        }
    }

    /**
     * The member has stopped what it would not own, and promises.
     *
     * @param round the round
     */
    record Ready(RoundId round) implements RoundMessage {}

    /**
     * The member takes no part in the round.
     *
     * @param round the round
     * @param leaveOut true if it is not ready to be a member, false if it has promised or seen a newer epoch
     * @param known the highest epoch that the storage has had, as far as the member knows: if it has an older one now, it went
     *     back
     */
    record Refused(RoundId round, boolean leaveOut, long known) implements RoundMessage {}

    /**
     * A view whose epoch was claimed.
     *
     * @param view the view
     */
    record Announce(View view) implements RoundMessage {}

    /**
     * The node knows the view.
     *
     * @param epoch the epoch of the view
     */
    record Confirm(long epoch) implements RoundMessage {}

    /**
     * Asks for the newest view, and for a round if there is none that would do.
     *
     * @param entered the epoch of the view that the node is in, 0 if in none
     * @param spent the highest epoch that the node cannot use: it promised so, or storage refused it
     * @param joins whether the node could be a member
     */
    record Ask(long entered, long spent, boolean joins) implements RoundMessage {}

    /**
     * Asks a node to coordinate, since those before it cannot reach storage.
     *
     * @param unable those that cannot
     */
    record Act(List<NodeId> unable) implements RoundMessage {

        /**
         * Copies the nodes.
         *
         * @param unable those that cannot
         */
        public Act {
            unable = List.copyOf(unable);
        }
    }

    /** The node has stopped everything and leaves. */
    record Leaving() implements RoundMessage {}

    /**
     * A round.
     *
     * @param by who coordinates it
     * @param number grows with each round of that node
     */
    record RoundId(NodeId by, long number) {}
}
