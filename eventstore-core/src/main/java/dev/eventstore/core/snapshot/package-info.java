/**
 * Snapshots behind the api: checks, bytes, and the calls with and without waiting. They pass through no process: the storage
 * itself keeps the newest.
 *
 * <p>It depends on the SPIs and on the façade that waits; the store depends on it. Read
 * {@link dev.eventstore.core.snapshot.SnapshotCalls} first.
 */
@NullMarked
package dev.eventstore.core.snapshot;

import org.jspecify.annotations.NullMarked;
