/**
 * Links: events in further streams, written by one statement and found by the ids of their links.
 *
 * <p>It depends on the jdbc and notify packages. Read {@link dev.eventstore.postgres.link.PostgresLinks}.
 */
@NullMarked
package dev.eventstore.postgres.link;

import org.jspecify.annotations.NullMarked;
