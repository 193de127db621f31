/**
 * The conformance suites of links, events that stand in further streams, and of deletes, which remove them.
 *
 * <p>They need JUnit, and the fixtures of the storage's and the store's suites, which run them. Read {@link
 * dev.eventstore.testkit.link.StorageLinkSuite}, then {@link dev.eventstore.testkit.link.StoreLinkSuite}.
 */
@NullMarked
package dev.eventstore.testkit.link;

import org.jspecify.annotations.NullMarked;
