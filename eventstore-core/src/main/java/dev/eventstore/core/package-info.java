/**
 * How a program gets a store: the builder, which chooses the plugins, the bulk import, and the administration of clusters.
 *
 * <p>Programs depend on this package and the api; it depends on everything in core. Read
 * {@link dev.eventstore.core.EventStores} first.
 */
@NullMarked
package dev.eventstore.core;

import org.jspecify.annotations.NullMarked;
