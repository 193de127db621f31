/**
 * What processes say to each other, and how it is written as bytes.
 *
 * <p>Every message is a record of plain values; it depends on the SPIs only. Read
 * {@link dev.eventstore.core.wire.StreamMessages} first, then {@link dev.eventstore.core.wire.CborCodec}.
 */
@NullMarked
package dev.eventstore.core.wire;

import org.jspecify.annotations.NullMarked;
