/**
 * Who owns which process: pure functions of the members of a view, the same on every node.
 *
 * <p>It depends on {@code dev.eventstore.core.cluster} and the api only; registries of several nodes use it. Read {@link
 * dev.eventstore.core.ring.HashRing} first.
 */
@NullMarked
package dev.eventstore.core.ring;

import org.jspecify.annotations.NullMarked;
