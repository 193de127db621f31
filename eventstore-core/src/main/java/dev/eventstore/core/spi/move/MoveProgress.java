package dev.eventstore.core.spi.move;

/** Told how far a move is; called by the thread that moves. */
@FunctionalInterface
public interface MoveProgress {

    /**
     * Events were moved.
     *
     * @param events how many so far
     * @param total how many there are
     */
    void moved(long events, long total);
}
