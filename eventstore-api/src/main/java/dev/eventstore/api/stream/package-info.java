/**
 * Lists of streams: what is asked for, and the page that answers.
 *
 * <p>It depends on its neighbours in the api only. Read {@link dev.eventstore.api.stream.StreamQuery} first.
 */
@NullMarked
package dev.eventstore.api.stream;

import org.jspecify.annotations.NullMarked;
