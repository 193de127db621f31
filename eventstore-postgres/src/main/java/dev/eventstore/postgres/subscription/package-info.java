/**
 * Leases and checkpoints of persistent subscriptions, and the rows that say which nodes live.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.subscription.PostgresSubscriptions} first, then the
 * functions in the resource {@code V005__subscriptions.sql}, which decide.
 */
@NullMarked
package dev.eventstore.postgres.subscription;

import org.jspecify.annotations.NullMarked;
