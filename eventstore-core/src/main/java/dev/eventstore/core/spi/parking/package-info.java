/**
 * Where the events are kept that subscriptions have put aside.
 *
 * <p>Plugins implement what is here; it depends on the storage SPI and the api only. Read
 * {@link dev.eventstore.core.spi.parking.ParkingStorage}.
 */
@NullMarked
package dev.eventstore.core.spi.parking;

import org.jspecify.annotations.NullMarked;
