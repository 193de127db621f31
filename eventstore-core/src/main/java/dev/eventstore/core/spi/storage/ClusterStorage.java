package dev.eventstore.core.spi.storage;

import dev.eventstore.core.process.Deadline;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * What the nodes of a cluster share through the storage: the epoch, which every append of theirs names, and the settings that
 * must agree. Thread-safe, as {@link Storage} is.
 */
public interface ClusterStorage {

    /**
     * How far the epoch is raised when the storage went back: more epochs than a cluster can have claimed after the state that
     * was put back.
     */
    long LEAP = 1_000_000;

    /**
     * Whether the storage went back between two epochs: else so many views follow each other at no time.
     *
     * @param before an epoch that a node has served under
     * @param now a later one
     * @return whether what a node knows from under the earlier one may not be so any more
     */
    static boolean leapt(long before, long now) {
        return before > 0 && now - before > LEAP / 2;
    }

    /**
     * The epoch that was claimed last.
     *
     * @param deadline when the caller stops waiting
     * @return completes with the epoch, 0 before the first claim
     */
    CompletionStage<Long> epoch(Deadline deadline);

    /**
     * Raises the epoch by one if it still is the expected one, and keeps the claim's id beside it. When it is complete, no append
     * that names an older epoch can be written any more. Idempotent: a claim that was granted is granted again, until the epoch
     * is raised further.
     *
     * @param expected the epoch it must be
     * @param claim names this claim; it is drawn for it and used with this expected epoch only
     * @param deadline when the caller stops waiting
     * @return completes with whether the epoch after the expected one is this claim's
     */
    CompletionStage<Boolean> claimEpoch(long expected, UUID claim, Deadline deadline);

    /**
     * Raises the epoch to one that was handed out before, since the storage went back, or is to be handed out next. If the
     * epoch is lower it is raised, and in the same step every subscription gets a new token and generation, no owner, and a
     * checkpoint that is not beyond the end of its stream, so that nothing from before can be written or counts. Otherwise nothing happens. Idempotent.
     *
     * @param epoch the epoch it must have at least
     * @param deadline when the caller stops waiting
     * @return completes with whether it was raised
     */
    CompletionStage<Boolean> raiseEpoch(long epoch, Deadline deadline);

    /**
     * Stores the settings that must agree if none are stored yet. Idempotent.
     *
     * @param settings names and values; none, to learn what is stored and change nothing
     * @param deadline when the caller stops waiting
     * @return completes with the settings that are stored now
     */
    CompletionStage<Map<String, String>> agree(Map<String, String> settings, Deadline deadline);

    /**
     * Replaces the settings that must agree and raises the epoch by one, in one step, so that every node learns of it.
     *
     * @param settings names and values, all of them
     * @param deadline when the caller stops waiting
     * @return completes with the new epoch
     */
    CompletionStage<Long> changeSettings(Map<String, String> settings, Deadline deadline);
}
