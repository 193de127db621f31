/**
 * Snapshots: states that were computed from events, kept so that fewer events must be read.
 *
 * <p>It depends on its neighbours in the api only. Read {@link dev.eventstore.api.snapshot.Snapshots} first.
 */
@NullMarked
package dev.eventstore.api.snapshot;

import org.jspecify.annotations.NullMarked;
