/**
 * Processes: state with a mailbox, run by a dispatcher, one message at a time.
 *
 * <p>Plugins may use what is public here; it depends on the api only. Read {@link dev.eventstore.core.process.Process}
 * first, then {@code Mailbox} in {@code dev.eventstore.core.supervisor}, which runs it.
 */
@NullMarked
package dev.eventstore.core.process;

import org.jspecify.annotations.NullMarked;
