/**
 * The program {@code ./eventstore}: its entrance, the command line as a whole, what failures look like.
 *
 * <p>It puts the commands of the packages below it together; nothing depends on it. Read
 * {@link dev.eventstore.cli.Main} first, then {@link dev.eventstore.cli.Program}.
 */
@NullMarked
package dev.eventstore.cli;

import org.jspecify.annotations.NullMarked;
