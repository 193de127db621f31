/**
 * Subscriptions: the process that runs one, and the attachment of its subscriber.
 *
 * <p>It depends on the feed, the storage SPI and the registry SPI. Read
 * {@link dev.eventstore.core.subscription.SubscriptionMachine} first, then
 * {@link dev.eventstore.core.subscription.SubscriptionProcess}, then {@link dev.eventstore.core.subscription.Attachment}.
 */
@NullMarked
package dev.eventstore.core.subscription;

import org.jspecify.annotations.NullMarked;
