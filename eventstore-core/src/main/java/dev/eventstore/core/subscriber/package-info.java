/**
 * The subscriber's side of a subscription: what hands events to the user's code, on the user's node.
 *
 * <p>It talks to the subscription's process by messages only, and depends on the registry SPI and the feed. Read
 * {@link dev.eventstore.core.subscriber.Attachment} first.
 */
@NullMarked
package dev.eventstore.core.subscriber;

import org.jspecify.annotations.NullMarked;
