/**
 * Appends of a node that another one writes with its own. While several nodes append at the same time, each batch of one waits for
 * the batches of the others at the storage's head row; one node that writes for all has fewer and larger ones.
 *
 * <p>It depends on the SPIs, the messages and {@code core.append}. Read {@link dev.eventstore.core.forward.Forwarder}.
 */
@NullMarked
package dev.eventstore.core.forward;

import org.jspecify.annotations.NullMarked;
