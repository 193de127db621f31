/**
 * How nodes talk: typed messages between them, as signed frames over a {@code ClusterChannel}.
 *
 * <p>It depends on {@code core.wire}, {@code core.rounds} and the SPIs; the registry of several nodes stands on it. Read {@link
 * dev.eventstore.core.link.NodeMessage} first.
 */
@NullMarked
package dev.eventstore.core.link;

import org.jspecify.annotations.NullMarked;
