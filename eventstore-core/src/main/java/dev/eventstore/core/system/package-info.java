/**
 * The real clock, the real threads, and waiting: the only package of core that touches them.
 *
 * <p>Only what opens a store, and the façade that callers wait in, use it; everything else gets these through its
 * constructors. Read {@link dev.eventstore.core.system.Blocking} first.
 */
@NullMarked
package dev.eventstore.core.system;

import org.jspecify.annotations.NullMarked;
