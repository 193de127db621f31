package dev.eventstore.core.link;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.ProcessHost.HandedOff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other beside the rounds. All of it may be lost, late or repeated. Immutable. */
public sealed interface NodeMessage {

    /** What became of a request. */
    enum Outcome {
        /** The payload is the answer. */
        ANSWERED,
        /** The payload is the failure. */
        FAILED,
        /** Nothing was done: the process does not run there now. */
        NOT_HANDLED
    }

    /**
     * Carries a message to a process.
     *
     * @param id names the request among those of its sender; they grow
     * @param replaces a request that must not be handled any more if it has not come yet; 0 for none
     * @param name the process
     * @param epoch the epoch by which it was routed; 0 for a process that belongs to the node
     * @param millis how long the asker waits
     * @param message the message, as the codec of messages writes it
     */
    record Request(long id, long replaces, ProcessName name, long epoch, long millis, byte[] message)
            implements NodeMessage {}

    /**
     * Answers a request.
     *
     * @param id the request
     * @param outcome what became of it
     * @param payload the answer or failure, as the codec of messages writes it; null for {@link Outcome#NOT_HANDLED}
     */
    record Reply(long id, Outcome outcome, byte @Nullable [] payload) implements NodeMessage {}

    /**
     * The store has grown.
     *
     * @param head the position of the last event
     * @param lastLink the id of the last link, 0 if none is known
     */
    record Hint(long head, long lastLink) implements NodeMessage {}

    /**
     * Asks what runs on a node.
     *
     * @param id names the query among those of its sender
     * @param name a process, null for all
     */
    record Query(long id, @Nullable ProcessName name) implements NodeMessage {}

    /**
     * Answers a query.
     *
     * @param id the query
     * @param names those that run there
     */
    record Running(long id, List<ProcessName> names) implements NodeMessage {}

    /**
     * Gives states of processes that have ended to the node that will own them. Idempotent.
     *
     * @param id names the handover among those of its sender
     * @param epoch the view in which they ran; a node that has entered a newer one has newer states
     * @param states processes and their states
     */
    record HandOver(long id, long epoch, List<HandedOff> states) implements NodeMessage {}

    /**
     * The states have come.
     *
     * @param id the handover
     */
    record TakenOver(long id) implements NodeMessage {}

    /**
     * Introduces a node. Idempotent.
     *
     * @param store what the node's storage is called; nodes of one cluster have one
     * @param sync how long the node waits for others before it serves, as a text; empty if it waits for none
     * @param answer whether it answers another one, so that it is not answered
     * @param firstEpoch the epoch of the first view that the node has entered, 0 if it has entered none
     * @param startedMicros when it was started, by its own clock, in microseconds since 1970
     */
    record Hello(String store, String sync, boolean answer, long firstEpoch, long startedMicros)
            implements NodeMessage {

        /**
         * Whether the node that says this goes on if it has another's name, and the other must end. All agree on it, whatever
         * was lost on the way: a node that ends enters no view after that, and entering one only ever brings a node forward.
         *
         * @param self who says this
         * @param other what the other node says
         * @param node the other node
         * @return whether this one was in a view first; where neither was in any, whether it was started first
         */
        public boolean precedes(NodeId self, Hello other, NodeId node) {
            if (firstEpoch != other.firstEpoch && (firstEpoch == 0 || other.firstEpoch == 0)) {
                return firstEpoch > 0;
            }
            int order = Long.compare(firstEpoch, other.firstEpoch);
            order = order == 0 ? Long.compare(startedMicros, other.startedMicros) : order;
            return order == 0 ? self.incarnation().compareTo(node.incarnation()) < 0 : order < 0;
        }
    }

    /**
     * Answers a message of a kind that is not known here, as from a newer version.
     *
     * @param kind the kind
     */
    record NotUnderstood(String kind) implements NodeMessage {}
}
