/**
 * Tests of the migrations with what older programs knew.
 *
 * <p>Read {@link dev.eventstore.postgres.schema.OlderSchemasTest}.
 */
@NullMarked
package dev.eventstore.postgres.schema;

import org.jspecify.annotations.NullMarked;
