/**
 * The store's tables as a whole: listing migrations, applying them, and removing what is the store's.
 *
 * <p>It depends on the schema and jdbc packages. Read {@link dev.eventstore.postgres.admin.PostgresAdministration} first.
 */
@NullMarked
package dev.eventstore.postgres.admin;

import org.jspecify.annotations.NullMarked;
