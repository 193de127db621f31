/**
 * Handing events to a subscriber, and what is done when it fails: retry, stop, skip, park.
 *
 * <p>It depends on the api, the processes' clock and the messages. Read {@link dev.eventstore.core.handover.Handover}.
 */
@NullMarked
package dev.eventstore.core.handover;

import org.jspecify.annotations.NullMarked;
