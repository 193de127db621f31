/**
 * What every store must pass of transient subscriptions with a name.
 *
 * <p>It extends the suites of stores. Read {@link dev.eventstore.testkit.transience.TransientSuite}.
 */
@NullMarked
package dev.eventstore.testkit.transience;

import org.jspecify.annotations.NullMarked;
