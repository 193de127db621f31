/**
 * All suites of a storage and of a store, gathered: what a plugin's tests extend to run them whole.
 *
 * <p>The suites themselves stand in packages by topic. Read {@link dev.eventstore.testkit.conformance.StorageConformance} first.
 */
@NullMarked
package dev.eventstore.testkit.conformance;

import org.jspecify.annotations.NullMarked;
