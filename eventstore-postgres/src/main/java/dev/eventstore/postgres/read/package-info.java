/**
 * How events are read: page by page, by key, holding no connection between pages.
 *
 * <p>It depends on the jdbc package only. Read {@link dev.eventstore.postgres.read.Reader} first.
 */
@NullMarked
package dev.eventstore.postgres.read;

import org.jspecify.annotations.NullMarked;
