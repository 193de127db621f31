/**
 * A node that stays: its console, where each line is a command on the open store, and its service without one.
 *
 * <p>It depends on {@code dev.eventstore.cli.command}, {@code .store} and {@code .console}. Read
 * {@link dev.eventstore.cli.node.NodeCommand} first, then {@link dev.eventstore.cli.node.Shell}.
 */
@NullMarked
package dev.eventstore.cli.node;

import org.jspecify.annotations.NullMarked;
