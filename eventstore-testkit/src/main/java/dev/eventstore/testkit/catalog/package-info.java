/**
 * Conformance suites of snapshots, of lists of streams and of checkpoints that are waited for, for storages and for stores.
 *
 * <p>It depends on core and JUnit; the suites of storages and stores as a whole contain them. Read
 * {@link dev.eventstore.testkit.catalog.SnapshotSuite} first.
 */
@NullMarked
package dev.eventstore.testkit.catalog;

import org.jspecify.annotations.NullMarked;
