/**
 * What plugins share: settings, the serializer SPI and the observer. Storages and registries have packages of their own below.
 *
 * <p>Plugins implement these types; core calls them. Read {@link dev.eventstore.core.spi.Serializer} first.
 */
@NullMarked
package dev.eventstore.core.spi;

import org.jspecify.annotations.NullMarked;
