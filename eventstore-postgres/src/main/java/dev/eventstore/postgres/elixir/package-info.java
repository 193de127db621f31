/**
 * Moves a database of the Elixir EventStore into a store: all rows in a few statements, compared afterwards, in one transaction.
 *
 * <p>It depends on the jdbc and schema packages. Read {@link dev.eventstore.postgres.elixir.ElixirMover} first; what becomes
 * of each table stands in the resources {@code elixir/*.sql}.
 */
@NullMarked
package dev.eventstore.postgres.elixir;

import org.jspecify.annotations.NullMarked;
