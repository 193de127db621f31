/**
 * The epoch and the settings that must agree.
 *
 * <p>It uses the jdbc package; only the storage uses it. Read {@link dev.eventstore.postgres.cluster.PostgresCluster}.
 */
@NullMarked
package dev.eventstore.postgres.cluster;

import org.jspecify.annotations.NullMarked;
