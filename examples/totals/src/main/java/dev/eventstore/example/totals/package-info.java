/**
 * Totals of events by type, kept in a table beside the events.
 *
 * <p>It depends on the core, for opening a store, and on its PostgreSQL module. Read {@code Totals} first, then {@code Main}.
 */
@NullMarked
package dev.eventstore.example.totals;

import org.jspecify.annotations.NullMarked;
