package dev.eventstore.core.spi.move;

import dev.eventstore.core.spi.Settings;

/**
 * Moves everything that a database of another event store holds into an empty store; found by {@code ServiceLoader}, chosen
 * by its source and the storage that it fills. Stateless.
 */
public interface StoreMover {

    /**
     * What it moves from.
     *
     * @return the name of the other event store, such as {@code elixir}
     */
    String source();

    /**
     * What it moves to.
     *
     * @return the id of the storage
     */
    String storage();

    /**
     * Moves everything or, where it fails, nothing.
     *
     * @param source the database that is read, and never changed
     * @param target the part of the configuration that is named like the storage
     * @param progress told how far it is
     * @return what was moved, after it was compared with its source
     * @throws dev.eventstore.api.error.EventStoreException if the source is none, the target is not empty, or a database
     *     fails; nothing was written
     */
    MoveReport move(MoveSource source, Settings target, MoveProgress progress);
}
