/**
 * The embedded PostgreSQL: binaries that are unpacked once a machine, a data folder, a server that its users share and the
 * last of them stops.
 *
 * <p>It depends on {@code dev.eventstore.cli.console} only and speaks no JDBC. Read
 * {@link dev.eventstore.cli.server.EmbeddedServer} first.
 */
@NullMarked
package dev.eventstore.cli.server;

import org.jspecify.annotations.NullMarked;
