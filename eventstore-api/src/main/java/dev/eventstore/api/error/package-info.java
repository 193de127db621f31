/**
 * The failures of the store: unchecked, each with its facts as fields, each saying whether anything was written.
 *
 * <p>It depends on {@code dev.eventstore.api} only. Read {@link dev.eventstore.api.error.EventStoreException} first.
 */
@NullMarked
package dev.eventstore.api.error;

import org.jspecify.annotations.NullMarked;
