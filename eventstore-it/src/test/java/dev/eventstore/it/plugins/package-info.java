/**
 * Plugins of third parties: the examples, and mistakes, on the module path and on the class path.
 *
 * <p>It depends on {@code dev.eventstore.it} only. Read {@link dev.eventstore.it.plugins.ExamplePluginsTest} first.
 */
@NullMarked
package dev.eventstore.it.plugins;

import org.jspecify.annotations.NullMarked;
