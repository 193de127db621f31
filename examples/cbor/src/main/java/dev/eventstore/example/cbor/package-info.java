/**
 * The serializer {@code cbor}.
 *
 * <p>It depends on core's SPI and on Jackson, and nothing depends on it: stores find it by its id. Read
 * {@code CborSerializer}.
 */
@NullMarked
package dev.eventstore.example.cbor;

import org.jspecify.annotations.NullMarked;
