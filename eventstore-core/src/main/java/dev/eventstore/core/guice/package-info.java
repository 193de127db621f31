/**
 * The wiring: which object gets which. The only package that knows Guice.
 *
 * <p>It depends on all of core but the builder, which uses it. Read {@link dev.eventstore.core.guice.StoreModule}.
 */
@NullMarked
package dev.eventstore.core.guice;

import org.jspecify.annotations.NullMarked;
