/**
 * Tests of the storage in PostgreSQL, against a real server.
 *
 * <p>They use the testkit's suites and servers. Read {@link dev.eventstore.postgres.PostgresConformanceTest} first.
 */
@NullMarked
package dev.eventstore.postgres;

import org.jspecify.annotations.NullMarked;
