/**
 * What a node gives up when its view changes: which processes may still run, and where the states of the others go; and how it
 * leaves.
 *
 * <p>It depends on {@code core.link}, {@code core.ring} and {@code core.process}; the registry of several nodes uses it. Read
 * {@link dev.eventstore.core.handoff.Gate} first.
 */
@NullMarked
package dev.eventstore.core.handoff;

import org.jspecify.annotations.NullMarked;
