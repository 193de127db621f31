/**
 * The whole, from outside: the program as processes that are killed, the store while its database is.
 *
 * <p>It depends on {@code dev.eventstore.it} and on what users use. Read {@link dev.eventstore.it.endtoend.ImportTest} first.
 */
@NullMarked
package dev.eventstore.it.endtoend;

import org.jspecify.annotations.NullMarked;
