package dev.eventstore.core.process;

import java.util.UUID;

/** Makes the ids that core needs: incarnations of nodes, attachments of subscribers. Thread-safe. */
@FunctionalInterface
public interface IdGenerator {

    /**
     * A fresh id.
     *
     * @return an id that was not given before
     */
    UUID next();
}
