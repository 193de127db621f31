/**
 * What JGroups makes by reflection: the module opens this package to it.
 *
 * <p>Used by {@code dev.eventstore.registry.jgroups}. Read {@code ClusterToken}.
 */
@NullMarked
package dev.eventstore.registry.jgroups.auth;

import org.jspecify.annotations.NullMarked;
