/**
 * Snapshots in PostgreSQL: one row a source, replaced in one statement.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.snapshot.PostgresSnapshots} first.
 */
@NullMarked
package dev.eventstore.postgres.snapshot;

import org.jspecify.annotations.NullMarked;
