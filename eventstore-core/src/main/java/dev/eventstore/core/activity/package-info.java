/**
 * What the subscriptions that run on a node do: they enter themselves, and whoever wants to know asks a node about many at once.
 *
 * <p>It depends on the messages and the registry SPI; the processes of subscriptions and the store use it. Read
 * {@link dev.eventstore.core.activity.ActivityDesk}.
 */
@NullMarked
package dev.eventstore.core.activity;

import org.jspecify.annotations.NullMarked;
