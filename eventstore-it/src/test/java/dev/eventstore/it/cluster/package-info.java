/**
 * Clusters of real processes on a real PostgreSQL, which are killed, paused and cut off while clients write.
 *
 * <p>It depends on {@code it.history} and the testkit. Read {@code RealClusterTest} first.
 */
@NullMarked
package dev.eventstore.it.cluster;

import org.jspecify.annotations.NullMarked;
