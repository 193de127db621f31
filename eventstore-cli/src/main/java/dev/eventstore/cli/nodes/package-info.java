/**
 * Other nodes of a cluster as processes of their own, for what shows or measures a cluster on one machine.
 *
 * <p>Read {@link dev.eventstore.cli.nodes.NodeProcess}.
 */
@NullMarked
package dev.eventstore.cli.nodes;

import org.jspecify.annotations.NullMarked;
