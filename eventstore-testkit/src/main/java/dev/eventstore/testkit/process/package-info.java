/**
 * The conformance suite of users' own processes, through the public api of a whole store.
 *
 * <p>Modules that bring a registry extend {@link dev.eventstore.testkit.process.ProcessSuite} and give it a fixture. It depends on
 * the fixtures of stores. Read that class first, then {@link dev.eventstore.testkit.process.Tallies}.
 */
@NullMarked
package dev.eventstore.testkit.process;

import org.jspecify.annotations.NullMarked;
