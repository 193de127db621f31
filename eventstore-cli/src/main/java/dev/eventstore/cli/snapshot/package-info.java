/**
 * The commands about snapshots.
 *
 * <p>It depends on the commands' base, console and store packages; the program and the console of a node depend on it. Read
 * {@link dev.eventstore.cli.snapshot.RecordSnapshotCommand} first.
 */
@NullMarked
package dev.eventstore.cli.snapshot;

import org.jspecify.annotations.NullMarked;
