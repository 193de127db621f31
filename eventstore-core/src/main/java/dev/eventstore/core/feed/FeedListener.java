package dev.eventstore.core.feed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Told that there is more to read. Called as a turn of the feed: it must not wait, and usually puts a step into a mailbox. */
@FunctionalInterface
public interface FeedListener {

    /** The feed has new events; ask it. */
    void advanced();

    /**
     * The storage went back: what the listener has of its end is not so any more.
     *
     * @param head the last position now
     * @return completes when the listener goes on from what is stored
     */
    default CompletionStage<Void> wentBack(long head) {
        return CompletableFuture.completedStage(null);
    }
}
