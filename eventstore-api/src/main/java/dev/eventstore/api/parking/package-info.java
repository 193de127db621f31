/**
 * Parking: events that subscribers could not handle, put aside until somebody has them delivered again or gives them up.
 *
 * <p>It depends on its neighbours in the api only. Read {@link dev.eventstore.api.parking.Parking} first.
 */
@NullMarked
package dev.eventstore.api.parking;

import org.jspecify.annotations.NullMarked;
