/**
 * What a registry module implements: how a process is found by its name and reached, on this node or another.
 *
 * <p>Core asks every stream and subscription through it, also on one node. Read
 * {@link dev.eventstore.core.spi.registry.Registry} first. Its methods are called on any thread, concurrently, and never wait;
 * stages may complete on any thread.
 */
@NullMarked
package dev.eventstore.core.spi.registry;

import org.jspecify.annotations.NullMarked;
