/**
 * The commands about a cluster as a whole, which need none of its nodes.
 *
 * <p>It depends on {@code dev.eventstore.cli.store} and {@code .console}; the nodes themselves are in {@code
 * dev.eventstore.cli.node}. Read {@link dev.eventstore.cli.cluster.SettingsCommand}.
 */
@NullMarked
package dev.eventstore.cli.cluster;

import org.jspecify.annotations.NullMarked;
