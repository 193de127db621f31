/**
 * Reads and subscriptions as publishers of {@link java.util.concurrent.Flow}: what the subscriber asked for, and no more.
 *
 * <p>It depends on the API only. Read {@link dev.eventstore.core.flow.PagePublisher}.
 */
@NullMarked
package dev.eventstore.core.flow;

import org.jspecify.annotations.NullMarked;
