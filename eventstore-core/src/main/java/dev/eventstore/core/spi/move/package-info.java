/**
 * Moving whole databases of other event stores into an empty one of ours.
 *
 * <p>A storage plugin that can do it implements {@link dev.eventstore.core.spi.move.StoreMover}; the program calls it. It
 * depends on no other package but that of the settings.
 */
@NullMarked
package dev.eventstore.core.spi.move;

import org.jspecify.annotations.NullMarked;
