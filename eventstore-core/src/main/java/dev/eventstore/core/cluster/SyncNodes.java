package dev.eventstore.core.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom a node waits for before it serves. Immutable.
 *
 * @param mandatory the names of nodes without which it does not start; never its own
 * @param optional the names of nodes that it waits for and then goes on without; never its own
 * @param timeout how long it waits, empty: for ever
 */
public record SyncNodes(List<String> mandatory, List<String> optional, Optional<Duration> timeout) {

    /**
     * Checks the components.
     *
     * @param mandatory the names of nodes without which it does not start; never its own
     * @param optional the names of nodes that it waits for and then goes on without; never its own
     * @param timeout how long it waits, empty: for ever
     */
    public SyncNodes {
        mandatory = List.copyOf(mandatory);
        optional = List.copyOf(optional);
        Objects.requireNonNull(timeout, "timeout must not be null");
    }
}
