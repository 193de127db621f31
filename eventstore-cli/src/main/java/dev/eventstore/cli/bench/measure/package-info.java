/**
 * How speed is measured: work repeated for a time by a number of threads, counted, timed and summed up.
 *
 * <p>It depends on {@code dev.eventstore.cli.console} only. Read {@link dev.eventstore.cli.bench.measure.Sample} first,
 * then {@link dev.eventstore.cli.bench.measure.Crew}.
 */
@NullMarked
package dev.eventstore.cli.bench.measure;

import org.jspecify.annotations.NullMarked;
