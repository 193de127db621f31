/**
 * The store as a caller sees it: streams of events, appended with an expectation and read in order.
 *
 * <p>Everything may depend on this package; it depends on the packages below it and on nothing else. Read
 * {@link dev.eventstore.api.EventStore} first, then {@link dev.eventstore.api.EventData} and
 * {@link dev.eventstore.api.RecordedEvent}.
 */
@NullMarked
package dev.eventstore.api;

import org.jspecify.annotations.NullMarked;
