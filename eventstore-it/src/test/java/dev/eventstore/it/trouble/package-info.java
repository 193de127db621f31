/**
 * Settings that cannot work, neighbours that do not belong, and what a cluster says of them: nodes of one program over a real
 * PostgreSQL.
 *
 * <p>It depends on {@code it.cluster} and the testkit. Read {@code ClusterTrouble} first.
 */
@NullMarked
package dev.eventstore.it.trouble;

import org.jspecify.annotations.NullMarked;
