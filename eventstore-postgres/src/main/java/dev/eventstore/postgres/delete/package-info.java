/**
 * Deleting streams, by one statement that is never sent twice.
 *
 * <p>It depends on the jdbc package. Read {@link dev.eventstore.postgres.delete.Deleter}.
 */
@NullMarked
package dev.eventstore.postgres.delete;

import org.jspecify.annotations.NullMarked;
