/**
 * Tests of moving from the Elixir EventStore, with a database of it that they make themselves.
 */
@NullMarked
package dev.eventstore.postgres.elixir;

import org.jspecify.annotations.NullMarked;
