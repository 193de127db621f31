package dev.eventstore.postgres.append;

import dev.eventstore.api.ExpectedVersion;
import java.time.Instant;

/**
 * A stream of a batch: between which versions it must stand now so that all its appends in the batch succeed, one after the
 * other. Confined to one thread.
 */
final class BatchStream {

    private final int index;
    private final String name;
    private final Instant since;
    private long low;
    private long high = Long.MAX_VALUE;
    private int events;
    private long id;
    private long version;

    BatchStream(int index, String name, Instant since) {
        this.index = index;
        this.name = name;
        this.since = since;
    }

    /** From 1, as PostgreSQL counts. */
    int index() {
        return index;
    }

    String name() {
        return name;
    }

    Instant since() {
        return since;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    /** How many of its events the batch has so far. */
    int events() {
        return events;
    }

    /** Where it was seen last, and its id if it stands there still unless somebody else has written. */
    void stands(long knownId, long lastVersion) {
        id = knownId;
        version = lastVersion;
    }

    /** Its id, 0 if that is not known for certain. */
    long id() {
        return id;
    }

    /** Whether all its appends succeed where it was seen last. */
    boolean fits() {
        return low <= version && version <= high;
    }

    /** The last version that was seen, 0 if none was. */
    long version() {
        return version;
    }

    int nextPlace() {
        return ++events;
    }

    /** The next append stands after those before it, if they succeed. */
    void expect(ExpectedVersion expected) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            low = Math.max(low, exactly.version() - events);
            high = Math.min(high, exactly.version() - events);
        } else if (expected instanceof ExpectedVersion.NoStream) {
            high = Math.min(high, -(long) events);
        } else if (expected instanceof ExpectedVersion.StreamExists && events == 0) {
            low = Math.max(low, 1);
        }
    }

    /** Its appends must be decided one by one. */
    void decideSingly() {
        high = -1;
    }
}
