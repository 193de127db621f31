package dev.eventstore.core.spi.storage;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Leases and checkpoints of persistent subscriptions, and the nodes that hold them. Thread-safe, as {@link Storage} is.
 *
 * <p>A lease is a token in the subscription's row: whoever claims it next gets another token, and none is used twice, also not
 * after the subscription was deleted and created again. Every write names the token; with an old one it changes nothing.
 */
public interface SubscriptionStorage {

    /**
     * Takes the lease in one step: creates the subscription if it is missing and the claim has a start, raises its token, and
     * returns what the new holder starts from.
     *
     * <p>It is refused while another live node holds it: a claimant without an epoch takes it if it is free, if this node
     * (name and incarnation) holds it, or if the holder's node row is missing or has run out by the storage's clock. A
     * claimant with an epoch takes it unless the row has a higher one, or {@code onlyFree} and somebody has it under the same.
     *
     * @param claim who claims what
     * @return completes with the lease, with a refusal that names the holder, or with {@code Missing}
     */
    CompletionStage<ClaimResult> claim(Claim claim);

    /**
     * Writes checkpoints, each if its token is still the row's; none is ever lowered. Each has its own outcome. Idempotent.
     *
     * @param checkpoints at most one for each subscription
     * @param deadline when the caller stops waiting
     * @return completes with whether each token was the row's, in the same order
     */
    CompletionStage<List<Boolean>> checkpoint(List<Checkpoint> checkpoints, Deadline deadline);

    /**
     * Gives a lease back, if the token is still the row's. Idempotent.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param token the lease's token
     * @param deadline when the caller stops waiting
     * @return completes when it is free, or somebody else's
     */
    CompletionStage<Void> release(StreamId stream, SubscriptionName name, long token, Deadline deadline);

    /**
     * Deletes a subscription with its checkpoint and lease, whoever holds it.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param deadline when the caller stops waiting
     * @return completes with whether there was one
     */
    CompletionStage<Boolean> delete(StreamId stream, SubscriptionName name, Deadline deadline);

    /**
     * All subscriptions, by stream and name.
     *
     * @param deadline when the caller stops waiting
     * @return completes with what is known of each
     */
    CompletionStage<List<SubscriptionInfo>> list(Deadline deadline);

    /**
     * How far subscriptions are: for those who wait for them. Asked often, so it should cost little.
     *
     * @param names which subscriptions
     * @param deadline when the caller stops waiting
     * @return completes with the checkpoint of each, in the same order, empty for one that does not exist
     */
    CompletionStage<List<OptionalLong>> checkpoints(List<Name> names, Deadline deadline);

    /**
     * Says that a node lives: its row runs out this long from now, by the storage's clock.
     *
     * @param node the node
     * @param ttl how long
     * @param deadline when the caller stops waiting
     * @return completes when it is durable
     */
    CompletionStage<Void> renewNode(NodeId node, Duration ttl, Deadline deadline);

    /**
     * Frees all leases of a node and removes its row. Idempotent.
     *
     * @param node the node
     * @param deadline when the caller stops waiting
     * @return completes when they are free
     */
    CompletionStage<Void> releaseNode(NodeId node, Deadline deadline);

    /**
     * Which subscription. Immutable.
     *
     * @param stream its stream
     * @param name its name
     */
    record Name(StreamId stream, SubscriptionName name) {}

    /**
     * A claim. Immutable.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param start where it starts if it is created by this claim, {@code current} being resolved then; empty: it is not
     *     created
     * @param owner the claimant
     * @param epoch the claimant's epoch; empty for an unclustered one
     * @param onlyFree whether a lease of the claimant's own epoch is taken only if nobody has it
     * @param deadline when the caller stops waiting
     */
    record Claim(
            StreamId stream,
            SubscriptionName name,
            Optional<StartFrom> start,
            NodeId owner,
            OptionalLong epoch,
            boolean onlyFree,
            Deadline deadline) {

        /**
         * A claim that takes a lease of its own epoch from whoever has it.
         *
         * @param stream the subscription's stream
         * @param name the subscription's name
         * @param start where it starts if it is created by this claim
         * @param owner the claimant
         * @param epoch the claimant's epoch; empty for an unclustered one
         * @param deadline when the caller stops waiting
         */
        public Claim(
                StreamId stream,
                SubscriptionName name,
                Optional<StartFrom> start,
                NodeId owner,
                OptionalLong epoch,
                Deadline deadline) {
            this(stream, name, start, owner, epoch, false, deadline);
        }
    }

    /** What a claim got. Immutable. */
    sealed interface ClaimResult {

        /**
         * The lease.
         *
         * @param token names it in every write
         * @param checkpoint every event up to this number was handled or is parked; where a new subscription starts
         * @param generation another one since the subscription was created or a hard delete of its stream has reset it: what was
         *     handled under an earlier one says nothing about the events that have these numbers now
         * @param parked what is parked as of the moment of the claim, in the order of numbers
         */
        record Granted(long token, long checkpoint, long generation, List<ParkedKey> parked) implements ClaimResult {

            /**
             * The lease of a subscription that has nothing parked.
             *
             * @param token names it in every write
             * @param checkpoint every event up to this number was handled
             * @param generation the generation of the subscription
             */
            public Granted(long token, long checkpoint, long generation) {
                this(token, checkpoint, generation, List.of());
            }
        }

        /**
         * Somebody else holds it.
         *
         * @param holder the holder's name
         */
        record Held(String holder) implements ClaimResult {}

        /** There is no such subscription, and the claim was not to create it. */
        record Missing() implements ClaimResult {}
    }

    /**
     * A parked event, as a new holder must know it. Immutable.
     *
     * @param number its number
     * @param key its partition key, null if it has none
     */
    record ParkedKey(long number, @Nullable String key) {}

    /**
     * A checkpoint. Immutable.
     *
     * @param stream the subscription's stream
     * @param name the subscription's name
     * @param token the lease's token
     * @param number every event up to this number was acknowledged, passed over or parked
     */
    record Checkpoint(StreamId stream, SubscriptionName name, long token, long number) {}
}
