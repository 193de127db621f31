/**
 * Processes of the user's own, run as core's processes are: what a factory declares, and messages as bytes.
 *
 * <p>It depends on processes, registry SPI and messages; the store and the wiring depend on it. Read
 * {@link dev.eventstore.core.user.UserProcesses} first.
 */
@NullMarked
package dev.eventstore.core.user;

import org.jspecify.annotations.NullMarked;
