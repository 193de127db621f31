package dev.eventstore.core.feed;

/** Told that there is more to read. Called as a turn of the feed: it must not wait, and usually puts a step into a mailbox. */
@FunctionalInterface
public interface FeedListener {

    /** The feed has new events; ask {@link Feed#after}. */
    void advanced();
}
