/**
 * The store's tables and functions: versioned migrations and the check at the start.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.schema.Migrations} first; the tables themselves
 * stand in the resource {@code V001__tables.sql}.
 */
@NullMarked
package dev.eventstore.postgres.schema;

import org.jspecify.annotations.NullMarked;
