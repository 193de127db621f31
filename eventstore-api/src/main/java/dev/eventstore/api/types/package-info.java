/**
 * What a program says of its event types: which class belongs to which type, and how old shapes become new ones.
 *
 * <p>Programs and modules of events depend on it; it depends on nothing. Read {@link dev.eventstore.api.types.EventTypes}
 * first.
 */
@NullMarked
package dev.eventstore.api.types;

import org.jspecify.annotations.NullMarked;
