package dev.eventstore.core.wire;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Message;
import java.util.List;

/** What a node is asked about the subscriptions that run there. Stateless. */
public final class ActivityMessages {

    private ActivityMessages() {}

    /**
     * The process of a node that says what its subscriptions do.
     *
     * @return its name on each node
     */
    public static ProcessName desk() {
        return new ProcessName("activity", "node");
    }

    /**
     * Asks a node what subscriptions do; answered with {@link Described}. Idempotent.
     *
     * @param names their processes
     */
    public record Describe(List<ProcessName> names) implements Message {
        @Override
        public boolean idempotent() {
            return true;
        }
    }

    /**
     * What subscriptions do. Immutable.
     *
     * @param running those of the ones asked for that have subscribers here
     * @param silent those that have, but were busy too long to say more
     */
    public record Described(List<Running> running, List<ProcessName> silent) implements Message {}

    /**
     * What a subscription does that has subscribers. Immutable.
     *
     * @param name its process
     * @param state its state
     * @param subscribers the nodes of its subscribers
     * @param inFlight how many events are in flight
     */
    public record Running(ProcessName name, SubscriptionState state, List<NodeId> subscribers, int inFlight) {}
}
