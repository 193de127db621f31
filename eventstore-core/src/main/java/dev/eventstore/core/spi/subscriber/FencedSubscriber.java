package dev.eventstore.core.spi.subscriber;

import dev.eventstore.api.error.EventStoreException;
import java.util.Optional;

/**
 * A subscriber that moves the checkpoint itself, in one step with what it does with the events; the owner of its subscription
 * writes none. Its methods are called on a callback thread of the store, one at a time.
 */
public interface FencedSubscriber {

    /** What became of a batch. */
    enum Outcome {
        /** It was handled, and the checkpoint stands at its end. */
        HANDLED,
        /** Nothing was done: the lease is somebody else's. */
        LEASE_LOST,
        /** Nothing was done: the checkpoint is not where the batch begins. */
        CHECKPOINT_MOVED,
        /** Nobody wants it any more, as its events were taken back: it is not known, nor told, what became of it. */
        GIVEN_UP
    }

    /**
     * Handles the events of a batch and moves the checkpoint to its end, both or neither, if the lease is still the one that it
     * names and the checkpoint stands where it begins. Tries again by itself while the storage is away and the batch is wanted.
     *
     * @param batch the batch
     * @return what became of it
     * @throws Exception if the user's code failed, so nothing was done; it ends the subscription
     */
    Outcome handle(FencedBatch batch) throws Exception;

    /**
     * Told exactly once that no more events come.
     *
     * @param cause why; empty if the subscription was closed
     */
    void onEnd(Optional<EventStoreException> cause);
}
