/**
 * A PostgreSQL for tests: the one that {@code EVENTSTORE_TEST_JDBC_URL} names, else an embedded one, with durable settings.
 *
 * <p>It depends on the driver and, as far as they are used, on the embedded server and Testcontainers, and on no other package
 * of ours. Read {@link dev.eventstore.testkit.postgres.PostgresForTests} first.
 */
@NullMarked
package dev.eventstore.testkit.postgres;

import org.jspecify.annotations.NullMarked;
