/**
 * What a storage must do after it was put back to an older state.
 *
 * <p>It depends on the suites of {@code dev.eventstore.testkit.storage} for its fixture only. Read {@link
 * dev.eventstore.testkit.restore.RestoreSuite}.
 */
@NullMarked
package dev.eventstore.testkit.restore;

import org.jspecify.annotations.NullMarked;
