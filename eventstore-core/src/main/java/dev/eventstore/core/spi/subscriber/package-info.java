/**
 * What the module of a storage brings for subscribers that move the checkpoint themselves, in the step in which they handle events.
 *
 * <p>It depends on the api only. Read {@link dev.eventstore.core.spi.subscriber.FencedSubscriber} first.
 */
@NullMarked
package dev.eventstore.core.spi.subscriber;

import org.jspecify.annotations.NullMarked;
