/**
 * How an ask finds the node that owns its process: by the ring of the view, again when it was not handled there, never twice
 * where twice would matter.
 *
 * <p>It depends on {@code core.link}, {@code core.ring}, {@code core.process} and the SPIs; the registry of several nodes
 * stands on it. Read {@link dev.eventstore.core.routing.Router} first, then {@link dev.eventstore.core.routing.Incoming}.
 */
@NullMarked
package dev.eventstore.core.routing;

import org.jspecify.annotations.NullMarked;
