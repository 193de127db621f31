/**
 * The owner's side of parking: what is parked is written one step after the other, and delivered again when it is asked for.
 *
 * <p>It depends on the machine of the subscription, the storage and the messages; the process of the subscription depends on it.
 * Read {@link dev.eventstore.core.parked.ParkingDesk}.
 */
@NullMarked
package dev.eventstore.core.parked;

import org.jspecify.annotations.NullMarked;
