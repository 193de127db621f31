/**
 * Storage in PostgreSQL: its provider and how its parts are put together.
 *
 * <p>It depends on core's SPI and on the other packages of this module, which do not depend on it. Read
 * {@link dev.eventstore.postgres.PostgresStorage} first, then the committer in the append package.
 */
@NullMarked
package dev.eventstore.postgres;

import org.jspecify.annotations.NullMarked;
