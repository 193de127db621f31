/**
 * Subscriptions: who is handed events, from where on, and how they are acknowledged.
 *
 * <p>It depends on {@code dev.eventstore.api} and its errors only. Read {@link dev.eventstore.api.subscription.Subscription}
 * first, then {@link dev.eventstore.api.subscription.SubscriptionOptions}.
 */
@NullMarked
package dev.eventstore.api.subscription;

import org.jspecify.annotations.NullMarked;
