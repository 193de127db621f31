/**
 * The command that deletes a stream.
 *
 * <p>It depends on the command package. Read {@link dev.eventstore.cli.delete.DeleteCommand}.
 */
@NullMarked
package dev.eventstore.cli.delete;

import org.jspecify.annotations.NullMarked;
