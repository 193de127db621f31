/**
 * Event types: what was registered, which upcasters an old event goes through, and payloads as bytes and back.
 *
 * <p>It depends on the serializer SPI only; the store and the wiring depend on it. Read
 * {@link dev.eventstore.core.types.Payloads} first.
 */
@NullMarked
package dev.eventstore.core.types;

import org.jspecify.annotations.NullMarked;
