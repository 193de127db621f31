package dev.eventstore.cli.bench.measure;

import java.sql.SQLException;

/** Does one call after the other, for one thread at a time; whatever it needs is open from the beginning. */
public interface Worker extends AutoCloseable {

    /**
     * Does one call.
     *
     * @return how many events it did
     * @throws Exception what went wrong, which ends the measurement
     */
    int once() throws Exception;

    @Override
    default void close() throws SQLException {}
}
