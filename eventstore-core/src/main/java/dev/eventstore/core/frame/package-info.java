/**
 * How bytes go between nodes: signed frames, gathered for each destination; and a log of what was refused.
 *
 * <p>It depends on the SPIs only. Read {@link dev.eventstore.core.frame.Frames}.
 */
@NullMarked
package dev.eventstore.core.frame;

import org.jspecify.annotations.NullMarked;
