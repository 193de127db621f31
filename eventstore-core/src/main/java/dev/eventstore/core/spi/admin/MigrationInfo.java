package dev.eventstore.core.spi.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * One step of a storage's form. Immutable.
 *
 * @param version its number; they are applied in this order
 * @param name what it does, in a word or two
 * @param appliedAt when it was applied, by the storage's clock; empty while it is pending
 */
public record MigrationInfo(int version, String name, Optional<Instant> appliedAt) {

    /**
     * Whether it has yet to be applied.
     *
     * @return true if so
     */
    public boolean pending() {
        return appliedAt.isEmpty();
    }
}
