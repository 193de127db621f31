/**
 * How the nodes of a cluster agree on a view: rounds of prepare, ready, claim and announcement, as a state machine without
 * threads, clock or network.
 *
 * <p>It depends on the api only; registries of several nodes may use it. Read {@link dev.eventstore.core.rounds.Rounds} first.
 */
@NullMarked
package dev.eventstore.core.rounds;

import org.jspecify.annotations.NullMarked;
