/**
 * The conformance suites of what is done when a subscriber fails: retry, stop, skip, park, replay.
 *
 * <p>They need JUnit, and the fixtures of the storage's and the store's suites, which run them. Read {@link
 * dev.eventstore.testkit.parking.ParkingStorageSuite}.
 */
@NullMarked
package dev.eventstore.testkit.parking;

import org.jspecify.annotations.NullMarked;
