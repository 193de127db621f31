/**
 * What a subscription has read and to whom it goes, as pure state: one {@link dev.eventstore.core.delivery.SubscriptionMachine}
 * for each subscription, the queues of its partition keys, and what each of its attachments holds. No clock, no storage, no
 * message.
 */
@NullMarked
package dev.eventstore.core.delivery;

import org.jspecify.annotations.NullMarked;
