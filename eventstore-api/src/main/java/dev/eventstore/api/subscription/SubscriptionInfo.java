package dev.eventstore.api.subscription;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a persistent subscription, whether it runs or not. Immutable.
 *
 * @param stream what it is subscribed to
 * @param name its name
 * @param checkpoint every event up to this number of the stream was acknowledged, passed over or parked
 * @param end the number of the last event that the stream has, 0 where there is none; the checkpoint may be above it if what
 *     came after it was hard deleted
 * @param owner the node that holds it, empty if none does
 * @param ownedUntil until when the owner has said that it lives, by the storage's clock; empty if it holds nothing, or has
 *     stopped without saying so
 * @param createdAt when it was created
 * @param activity what it does now, as far as it could be asked
 */
public record SubscriptionInfo(
        StreamId stream,
        SubscriptionName name,
        long checkpoint,
        long end,
        Optional<String> owner,
        Optional<Instant> ownedUntil,
        Instant createdAt,
        Activity activity) {

    /** Whether a subscription runs. */
    public enum Presence {
        /** It runs, and has told what it does: subscribers are attached. */
        RUNNING,
        /** It runs nowhere: nobody is attached. */
        IDLE,
        /**
         * It has an owner, but does not run where it would be asked: a node that is not in the cluster of this one holds it, or it is
         * just moving.
         */
        HELD_ELSEWHERE,
        /** Where it would run nobody has answered in time. */
        SILENT
    }

    /**
     * What a subscription does. Immutable.
     *
     * @param presence whether it runs; all that follows is known only if it does
     * @param node where it runs, or where nobody has answered
     * @param state what it does
     * @param subscribers the nodes of the subscribers that are attached, by name; one that has two of them is there twice
     * @param inFlight how many events were delivered to them and not acknowledged
     */
    public record Activity(
            Presence presence,
            Optional<NodeId> node,
            Optional<SubscriptionState> state,
            List<NodeId> subscribers,
            int inFlight) {

        /** Of one that runs nowhere. */
        public static final Activity IDLE = unknown(Presence.IDLE, Optional.empty());

        /** Of one that runs where it cannot be asked. */
        public static final Activity HELD_ELSEWHERE = unknown(Presence.HELD_ELSEWHERE, Optional.empty());

        /**
         * Checks the components, and copies the list.
         *
         * @param presence whether it runs; all that follows is known only if it does
         * @param node where it runs, or where nobody has answered
         * @param state what it does
         * @param subscribers the nodes of the subscribers that are attached, by name; one that has two of them is there twice
         * @param inFlight how many events were delivered to them and not acknowledged
         */
        public Activity {
            Objects.requireNonNull(presence, "presence must not be null");
            subscribers = List.copyOf(subscribers);
        }

        /**
         * Of one of which nobody has told anything in time.
         *
         * @param node where it would run, empty if that is not known
         * @return the activity
         */
        public static Activity silent(Optional<NodeId> node) {
            return unknown(Presence.SILENT, node);
        }

        private static Activity unknown(Presence presence, Optional<NodeId> node) {
            return new Activity(presence, node, Optional.empty(), List.of(), 0);
        }
    }

    /**
     * What the storage knows, which nobody was asked about: idle if no node that lives holds it.
     *
     * @param stream what it is subscribed to
     * @param name its name
     * @param checkpoint every event up to this number of the stream was acknowledged, passed over or parked
     * @param end the number of the last event that the stream has, 0 where there is none
     * @param owner the node that holds it, empty if none does
     * @param ownedUntil until when the owner has said that it lives, empty if it does not live
     * @param createdAt when it was created
     */
    public SubscriptionInfo(
            StreamId stream,
            SubscriptionName name,
            long checkpoint,
            long end,
            Optional<String> owner,
            Optional<Instant> ownedUntil,
            Instant createdAt) {
        this(
                stream,
                name,
                checkpoint,
                end,
                owner,
                ownedUntil,
                createdAt,
                ownedUntil.isPresent() ? Activity.HELD_ELSEWHERE : Activity.IDLE);
    }

    /**
     * The same, with what it does now.
     *
     * @param newActivity what it does
     * @return the same but for that
     */
    public SubscriptionInfo with(Activity newActivity) {
        return new SubscriptionInfo(stream, name, checkpoint, end, owner, ownedUntil, createdAt, newActivity);
    }

    /**
     * How far it is behind: the numbers after the checkpoint, up to the last event that the stream has. It is 0 exactly if there
     * is no event after the checkpoint. Else at most so many are to be handled: fewer, where some were hard deleted, do not pass
     * the filter, or were handled out of order.
     *
     * @return 0 or more
     */
    public long lag() {
        return Math.max(0, end - checkpoint);
    }
}
