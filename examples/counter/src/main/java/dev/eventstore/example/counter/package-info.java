/**
 * Counters: processes of one's own that count in memory, wherever in the cluster they run.
 *
 * <p>Programs use {@link dev.eventstore.example.counter.Counters}; it depends on the api only. Read that class first, then
 * {@code Counter}.
 */
@NullMarked
package dev.eventstore.example.counter;

import org.jspecify.annotations.NullMarked;
