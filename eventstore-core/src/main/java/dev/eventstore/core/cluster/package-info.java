/**
 * What every registry of several nodes reads from {@code eventstore.cluster}: names, addresses, formation, and who runs
 * processes.
 *
 * <p>Values without behaviour of their own; it depends on the settings SPI and the api. Plugins may use it. Read {@link
 * dev.eventstore.core.cluster.ClusterSettings} first.
 */
@NullMarked
package dev.eventstore.core.cluster;

import org.jspecify.annotations.NullMarked;
