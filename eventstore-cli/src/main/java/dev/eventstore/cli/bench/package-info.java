/**
 * The command {@code bench}: the store's speed beside yardsticks that are measured in the same run on the same server.
 *
 * <p>It depends on {@code dev.eventstore.cli.store} and {@code .console}; its sub-packages are its own. Read
 * {@link dev.eventstore.cli.bench.BenchAppendCommand} first.
 */
@NullMarked
package dev.eventstore.cli.bench;

import org.jspecify.annotations.NullMarked;
