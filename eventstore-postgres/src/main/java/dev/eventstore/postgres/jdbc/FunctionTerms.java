package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.OptionalLong;

/** The terms in which the database's functions that write are asked and answer. Stateless. */
public final class FunctionTerms {

    /** Done, or done before. */
    public static final int WRITTEN = 0;

    /** The epoch is another one. */
    public static final int SUPERSEDED = 1;

    /** An event is stored already. */
    public static final int DUPLICATE = 2;

    /** There is no event of an id. */
    public static final int NO_EVENT = 7;

    private static final int DELETED = 3;
    private static final int WRONG_VERSION = 4;
    private static final int EXISTS = 5;
    private static final int NO_STREAM = 6;

    private FunctionTerms() {}

    /**
     * Sets the epoch that is to be checked, if one is.
     *
     * @param statement the statement
     * @param index of the parameter
     * @param epoch the epoch
     * @throws SQLException if the driver refuses it
     */
    public static void setEpoch(PreparedStatement statement, int index, OptionalLong epoch) throws SQLException {
        if (epoch.isPresent()) {
            statement.setLong(index, epoch.getAsLong());
        } else {
            statement.setNull(index, Types.BIGINT);
        }
    }

    /**
     * An expectation as a number.
     *
     * @param expected the expectation
     * @return a version, -1 any, -2 no stream, -3 stream exists
     */
    public static long expectation(ExpectedVersion expected) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            return exactly.version();
        } else if (expected instanceof ExpectedVersion.Any) {
            return -1;
        }
        return expected instanceof ExpectedVersion.NoStream ? -2 : -3;
    }

    /**
     * Why a stream was not as it was expected to be.
     *
     * @param outcome none of those that are named here
     * @param stream the stream
     * @param expected what it was expected to be
     * @param version its version
     * @return the failure
     */
    public static EventStoreException refusal(int outcome, StreamId stream, ExpectedVersion expected, long version) {
        return switch (outcome) {
            case DELETED -> new StreamDeletedException(stream);
            case WRONG_VERSION -> new WrongExpectedVersionException(stream, expected, version);
            case EXISTS -> new StreamExistsException(stream, version);
            case NO_STREAM -> new StreamNotFoundException(stream);
            default -> throw new IllegalStateException("outcome " + outcome + " is not known");
        };
    }
}
