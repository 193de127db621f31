/**
 * What a storage must do with epochs: how they are claimed, and raised after it was put back to an older state.
 *
 * <p>It depends on {@code dev.eventstore.testkit.storage} for the fixture and what suites share. Read {@link
 * dev.eventstore.testkit.restore.RestoreSuite}.
 */
@NullMarked
package dev.eventstore.testkit.restore;

import org.jspecify.annotations.NullMarked;
