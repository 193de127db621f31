/**
 * How a subscriber that moves the checkpoint itself is handed its events.
 *
 * <p>It depends on the messages of subscriptions and on the subscriber SPI. Read {@link
 * dev.eventstore.core.subscriber.fenced.FencedHandler} first.
 */
@NullMarked
package dev.eventstore.core.subscriber.fenced;

import org.jspecify.annotations.NullMarked;
