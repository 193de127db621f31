/**
 * How events are written: the committer, which writes what waits by one statement, and the import.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.append.Committer} first, then the functions in the
 * resources {@code V003__append.sql} and {@code V004__append_batch.sql}, which decide.
 */
@NullMarked
package dev.eventstore.postgres.append;

import org.jspecify.annotations.NullMarked;
