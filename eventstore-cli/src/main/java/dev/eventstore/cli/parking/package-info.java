/**
 * The commands about what subscriptions have parked.
 *
 * <p>It depends on the commands' base, console and store packages; the program and the console of a node depend on it. Read
 * {@link dev.eventstore.cli.parking.ParkedCommand} first.
 */
@NullMarked
package dev.eventstore.cli.parking;

import org.jspecify.annotations.NullMarked;
