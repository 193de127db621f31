/**
 * What tests of every kind share: a clock, races, waiting for a condition.
 *
 * <p>It depends on core only. Read {@link dev.eventstore.testkit.Race} first; the suites and the store in memory stand in the
 * packages below.
 */
@NullMarked
package dev.eventstore.testkit;

import org.jspecify.annotations.NullMarked;
