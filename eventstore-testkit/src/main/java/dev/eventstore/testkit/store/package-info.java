/**
 * The conformance suites of whole stores: what {@link dev.eventstore.api.EventStore} promises, as tests of its public api.
 *
 * <p>Modules that bring a storage or a registry extend {@link dev.eventstore.testkit.conformance.EventStoreConformance} and give it a
 * fixture; nothing can be left out or skipped. Read that class first, then {@link dev.eventstore.testkit.store.StoreSuite}.
 */
@NullMarked
package dev.eventstore.testkit.store;

import org.jspecify.annotations.NullMarked;
