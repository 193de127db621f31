/**
 * For storages that are wrapped around others.
 *
 * <p>Plugins extend what is here; it depends on the storage SPI only. Read
 * {@link dev.eventstore.core.spi.forwarding.ForwardingStorage}.
 */
@NullMarked
package dev.eventstore.core.spi.forwarding;

import org.jspecify.annotations.NullMarked;
