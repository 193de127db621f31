/**
 * How the program speaks to its user and is told to end: standard output and error, progress, failures, Ctrl-C.
 *
 * <p>It depends on nothing of the program; every other package may use it. Read
 * {@link dev.eventstore.cli.console.Console} first.
 */
@NullMarked
package dev.eventstore.cli.console;

import org.jspecify.annotations.NullMarked;
