/**
 * The commands about a store's tables as a whole and its subscriptions.
 *
 * <p>It depends on {@code dev.eventstore.cli.store}, {@code .console} and, for commands that open the store, {@code .command}.
 * Read {@link dev.eventstore.cli.admin.MigrateCommand} first.
 */
@NullMarked
package dev.eventstore.cli.admin;

import org.jspecify.annotations.NullMarked;
