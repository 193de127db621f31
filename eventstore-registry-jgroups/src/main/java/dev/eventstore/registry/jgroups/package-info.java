/**
 * A cluster channel over JGroups.
 *
 * <p>Nothing depends on this package, and no registry stands on it yet. Read {@code JGroupsChannel} first, then {@code JGroupsStack}.
 */
@NullMarked
package dev.eventstore.registry.jgroups;

import org.jspecify.annotations.NullMarked;
