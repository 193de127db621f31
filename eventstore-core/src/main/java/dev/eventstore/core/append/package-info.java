/**
 * The process of a stream, through which all its appends go.
 *
 * <p>It depends on the SPIs and the messages. Read {@link dev.eventstore.core.append.StreamProcess}.
 */
@NullMarked
package dev.eventstore.core.append;

import org.jspecify.annotations.NullMarked;
