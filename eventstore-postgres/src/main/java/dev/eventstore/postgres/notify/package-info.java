/**
 * Hints between programs on one database: a debounced NOTIFY after appends, a listener, and a slow look at the head behind it.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.notify.HintListener} first.
 */
@NullMarked
package dev.eventstore.postgres.notify;

import org.jspecify.annotations.NullMarked;
