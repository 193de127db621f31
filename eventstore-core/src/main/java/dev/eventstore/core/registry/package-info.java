/**
 * The registry of several nodes, over whatever tells who is reachable: formation, views, moves of processes, diagnostics.
 *
 * <p>Registry plugins call {@link dev.eventstore.core.registry.RingRegistry#over}; nothing else uses it. Read {@code
 * RingRegistry} first, then {@code Membership}.
 */
@NullMarked
package dev.eventstore.core.registry;

import org.jspecify.annotations.NullMarked;
