package dev.eventstore.postgres.transaction;

import dev.eventstore.api.RecordedEvent;
import java.sql.Connection;
import java.util.List;

/** The user's code. */
@FunctionalInterface
public interface Handler {

    /**
     * Handles events.
     *
     * @param batch one event or more
     * @param connection in the transaction that the batch is handled in
     * @throws Exception if they could not be handled
     */
    void handle(List<RecordedEvent> batch, Connection connection) throws Exception;
}
