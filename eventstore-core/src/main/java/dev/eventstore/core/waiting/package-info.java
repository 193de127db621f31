/**
 * Waiting until a subscription has come to a number: one place a node, which asks the storage for all that wait.
 *
 * <p>It depends on the SPIs only. Read {@link dev.eventstore.core.waiting.Positions}.
 */
@NullMarked
package dev.eventstore.core.waiting;

import org.jspecify.annotations.NullMarked;
