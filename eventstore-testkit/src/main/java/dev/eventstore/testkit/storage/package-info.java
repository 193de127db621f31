/**
 * The conformance suites of storages: what {@link dev.eventstore.core.spi.storage.Storage} promises, as tests.
 *
 * <p>A storage module's tests extend {@link dev.eventstore.testkit.conformance.StorageConformance} and give it a fixture; nothing can
 * be left out or skipped. Read that class first, then one of the suites by topic.
 */
@NullMarked
package dev.eventstore.testkit.storage;

import org.jspecify.annotations.NullMarked;
