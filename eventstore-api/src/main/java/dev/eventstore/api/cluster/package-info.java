/**
 * The cluster as a caller sees it: nodes, the view they share, which process runs where, and processes of the user's own.
 *
 * <p>It depends on {@code dev.eventstore.api} and its errors only. Read {@link dev.eventstore.api.cluster.Cluster} first.
 */
@NullMarked
package dev.eventstore.api.cluster;

import org.jspecify.annotations.NullMarked;
