package dev.eventstore.postgres.jdbc;

import dev.eventstore.api.ExpectedVersion;

/** Expectations as the database's functions take them. Stateless. */
public final class ExpectationCode {

    private ExpectationCode() {}

    /**
     * An expectation as a number.
     *
     * @param expected the expectation
     * @return a version, -1 any, -2 no stream, -3 stream exists
     */
    public static long of(ExpectedVersion expected) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            return exactly.version();
        } else if (expected instanceof ExpectedVersion.Any) {
            return -1;
        }
        return expected instanceof ExpectedVersion.NoStream ? -2 : -3;
    }
}
