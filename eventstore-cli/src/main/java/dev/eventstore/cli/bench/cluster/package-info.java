/**
 * The measurement of a cluster: three nodes on this machine, each a process of its own.
 *
 * <p>Read {@link dev.eventstore.cli.bench.cluster.BenchNodes} first.
 */
@NullMarked
package dev.eventstore.cli.bench.cluster;

import org.jspecify.annotations.NullMarked;
