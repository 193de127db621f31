package dev.eventstore.core.system;

import dev.eventstore.core.process.IdGenerator;
import java.util.UUID;

/** Random ids: UUIDs of version 4. Thread-safe. */
public enum RandomIds implements IdGenerator {
    /** The only one. */
    INSTANCE;

    @Override
    public UUID next() {
        return UUID.randomUUID();
    }
}
