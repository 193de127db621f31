/**
 * What a node keeps up in the storage for its subscriptions: its sign of life, without which their leases are others', and their
 * checkpoints.
 *
 * <p>It depends on the processes and the storage SPI. Read {@link dev.eventstore.core.lease.NodeLease}.
 */
@NullMarked
package dev.eventstore.core.lease;

import org.jspecify.annotations.NullMarked;
