/**
 * The store's publishers under the suite of Reactive Streams, and what that does not ask for. Read {@link
 * dev.eventstore.testkit.flow.PublisherRulesTest}.
 */
@NullMarked
package dev.eventstore.testkit.flow;

import org.jspecify.annotations.NullMarked;
