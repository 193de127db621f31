/**
 * A cluster channel over JGroups.
 *
 * <p>Nothing depends on this package; core chooses it by its id. Read {@code JGroupsChannel} first, then {@code JGroupsStack}.
 */
@NullMarked
package dev.eventstore.registry.jgroups;

import org.jspecify.annotations.NullMarked;
