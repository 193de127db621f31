/**
 * What the rest of this module stands on: settings, connections, SQL resources, binary arrays, and what SQLSTATEs mean.
 *
 * <p>It depends on the drivers and on core's SPI, and on no other package of this module. Read
 * {@link dev.eventstore.postgres.jdbc.Database} first.
 */
@NullMarked
package dev.eventstore.postgres.jdbc;

import org.jspecify.annotations.NullMarked;
