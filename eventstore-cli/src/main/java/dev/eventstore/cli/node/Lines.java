package dev.eventstore.cli.node;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where the commands of a console come from. Confined to the thread that runs them. */
interface Lines extends AutoCloseable {

    /**
     * Waits for the next line.
     *
     * @return the line, empty after the last one
     * @throws InterruptedException if the program is told to end
     */
    Optional<String> next() throws InterruptedException;

    /** Whether lines have numbers, because somebody prepared them. */
    boolean numbered();

    /**
     * Says what may be typed.
     *
     * @param commands the names of the commands
     * @param options the options of a command, by its name
     */
    default void offer(List<String> commands, Function<String, List<String>> options) {}

    /** A command begins; until it ends, {@link #stop} may become true, and its thread be interrupted. */
    default void begin() {}

    /** Whether the user wants the command to end. */
    default boolean stop() {
        return false;
    }

    /** The command has ended. */
    default void end() {}

    @Override
    void close();
}
