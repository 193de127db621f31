/**
 * The calls of {@link dev.eventstore.api.parking.Parking}: from the storage where it is looked at, through the process of the
 * subscription where it is changed.
 *
 * <p>It depends on the registry, the storage and the messages. Read {@link dev.eventstore.core.parking.ParkingCalls}.
 */
@NullMarked
package dev.eventstore.core.parking;

import org.jspecify.annotations.NullMarked;
