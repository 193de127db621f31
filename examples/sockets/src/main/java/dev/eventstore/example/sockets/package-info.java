/**
 * The registry {@code sockets}: core's registry of several nodes over a channel of plain TCP connections.
 *
 * <p>It depends on core's SPI only, and nothing depends on it: stores find it by its id. Read
 * {@code SocketRegistryProvider} first, then {@code SocketChannel}.
 */
@NullMarked
package dev.eventstore.example.sockets;

import org.jspecify.annotations.NullMarked;
