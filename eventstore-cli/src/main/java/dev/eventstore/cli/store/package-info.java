/**
 * A command's store: where it is, how it is opened and closed, how its events are shown.
 *
 * <p>It depends on core, on {@code dev.eventstore.cli.server} and on {@code dev.eventstore.cli.console}. Read
 * {@link dev.eventstore.cli.store.StoreOptions} first, then {@link dev.eventstore.cli.store.StoreSession}.
 */
@NullMarked
package dev.eventstore.cli.store;

import org.jspecify.annotations.NullMarked;
