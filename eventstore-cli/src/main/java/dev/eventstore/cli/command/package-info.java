/**
 * The commands on one store: what the user types, read by picocli, done through the public api.
 *
 * <p>It depends on {@code dev.eventstore.cli.store}, {@code .transfer}, {@code .server} and {@code .console}. Read
 * {@link dev.eventstore.cli.command.StoreCommand} first, then {@link dev.eventstore.cli.command.AppendCommand}.
 */
@NullMarked
package dev.eventstore.cli.command;

import org.jspecify.annotations.NullMarked;
