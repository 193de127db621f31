/**
 * The store behind the api: checks arguments and limits, serialises, asks processes, reads the storage, and waits for callers.
 *
 * <p>It depends on everything below it in core; only the wiring depends on it. Read
 * {@link dev.eventstore.core.store.DefaultEventStore} first, then {@link dev.eventstore.core.store.Engine}.
 */
@NullMarked
package dev.eventstore.core.store;

import org.jspecify.annotations.NullMarked;
