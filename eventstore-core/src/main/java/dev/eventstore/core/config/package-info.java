/**
 * The configuration: where it comes from, what overrides what, and what is refused.
 *
 * <p>The only package that knows the configuration library. Read {@link dev.eventstore.core.config.ConfigurationLoader}.
 */
@NullMarked
package dev.eventstore.core.config;

import org.jspecify.annotations.NullMarked;
