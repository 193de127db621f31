package dev.eventstore.postgres.elixir;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StorageException;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.spi.move.MoveSource;
import java.sql.SQLException;

/**
 * Says why a move failed, and what to do next. Stateless.
 */
final class MoveFailures {

    private MoveFailures() {}

    static StorageException refused(String why, String next) {
        return new StorageException("nothing was moved: " + why + "; " + next, null);
    }

    static EventStoreException unreachable(MoveSource source, SQLException failure) {
        return new StorageUnavailableException(
                "nothing was moved: the source " + source.shownUrl() + " cannot be opened: "
                        + String.valueOf(failure.getMessage()).replaceFirst("\\.$", "")
                        + "; check its host, database, user and password (in the URL, or the password in the environment)",
                failure);
    }

    static EventStoreException of(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        String next = switch (state) {
            case "22P02", "22P05", "22021" ->
                "a payload of the source is no JSON text; set eventstore.postgres.payload = bytea, which takes any bytes";
            case "55P03" -> "another program holds its tables; stop the application that uses it, then move again";
            case "42501" -> "grant the user what is named here, then move again";
            case "53100" -> "make room on the server's disk, then move again";
            case "23505" -> "the source has the named value twice; repair it there, then move again";
            default ->
                state.startsWith("08") || state.startsWith("57")
                        ? "a server went away; move again when it is back"
                        : "correct what the server says, then move again";
        };
        return new StorageException(
                "nothing was moved: " + failure.getMessage() + " (SQLSTATE " + state + "); " + next, failure);
    }
}
