/**
 * What runs the processes of a node: a mailbox for each, and the supervisor that starts, stops and moves them.
 *
 * <p>It depends on {@code dev.eventstore.core.process} only; the wiring uses it, and tests do. Read
 * {@link dev.eventstore.core.supervisor.Supervisor} first, then {@code Mailbox}.
 */
@NullMarked
package dev.eventstore.core.supervisor;

import org.jspecify.annotations.NullMarked;
