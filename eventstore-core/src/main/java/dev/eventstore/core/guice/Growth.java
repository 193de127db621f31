package dev.eventstore.core.guice;

import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.spi.registry.Registry;

/** Tells whoever wants to know what was written: this node's feed, then the other nodes. Thread-safe. */
final class Growth {

    private final Registry registry;
    private final Feed feed;

    Growth(Registry registry, Feed feed) {
        this.registry = registry;
        this.feed = feed;
    }

    void appended(long head) {
        feed.grew();
        feed.hint(head);
        registry.hint(head);
    }

    void linked(long lastLink) {
        feed.links().hint(lastLink);
        registry.hintLinks(lastLink);
    }

    /** The feed forgets at once, so that its node hands nothing out any more when the caller has the answer. */
    void deleted(long id) {
        feed.forget();
        linked(id);
    }
}
