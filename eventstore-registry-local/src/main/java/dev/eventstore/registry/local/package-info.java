/**
 * The registry {@code local}: every process runs on this node.
 *
 * <p>Only core may use it, through its SPI. Read {@link dev.eventstore.registry.local.LocalRegistry} first.
 */
@NullMarked
package dev.eventstore.registry.local;

import org.jspecify.annotations.NullMarked;
