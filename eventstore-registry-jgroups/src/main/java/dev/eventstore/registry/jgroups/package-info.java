/**
 * The registry {@code jgroups}: core's registry of several nodes over a channel of JGroups.
 *
 * <p>Only core may use it, through its SPI. Read {@code JGroupsChannel} first, then {@code JGroupsStack}
 * and {@code JGroupsSettings}.
 */
@NullMarked
package dev.eventstore.registry.jgroups;

import org.jspecify.annotations.NullMarked;
