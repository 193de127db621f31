/**
 * A storage, and a whole store, that live in memory: for tests of programs that use a store, and for simulations.
 *
 * <p>It depends on core and on nothing else, so neither JUnit nor PostgreSQL needs to be there. Read
 * {@link dev.eventstore.testkit.memory.InMemoryEventStore} first.
 */
@NullMarked
package dev.eventstore.testkit.memory;

import org.jspecify.annotations.NullMarked;
