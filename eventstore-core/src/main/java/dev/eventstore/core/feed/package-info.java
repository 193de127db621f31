/**
 * The feed of a node: it turns hints that the store has grown into events, once for all who listen.
 *
 * <p>Subscriptions and listeners depend on it; it depends on the storage SPI. Read {@link dev.eventstore.core.feed.Feed}.
 */
@NullMarked
package dev.eventstore.core.feed;

import org.jspecify.annotations.NullMarked;
