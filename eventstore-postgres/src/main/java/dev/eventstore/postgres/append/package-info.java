/**
 * How events are written: the committer, which writes what waits by one statement, and the import.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.append.Committer} first, then the functions in the
 * resource {@code V018__nothing_twice.sql}, which decide.
 */
@NullMarked
package dev.eventstore.postgres.append;

import org.jspecify.annotations.NullMarked;
