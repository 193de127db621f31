package dev.eventstore.core.wire;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Permissible;
import dev.eventstore.core.spi.storage.NewEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the process of a stream is asked and answers. Stateless. */
public final class StreamMessages {

    private static final long ANY = -1;
    private static final long NO_STREAM = -2;
    private static final long STREAM_EXISTS = -3;

    private StreamMessages() {}

    /**
     * Asks for an append, or for leave to write it where the stream's process runs on another node. Idempotent.
     *
     * @param expected the expectation, as {@link #code} gives it
     * @param events what is appended
     * @param createdAtMicros their time, microseconds since 1970-01-01T00:00:00Z
     */
    public record Append(long expected, List<NewEvent> events, long createdAtMicros) implements Permissible {
        @Override
        public boolean idempotent() {
            return true;
        }

        @Override
        public Message permission() {
            return new ForwardMessages.MayAppend(events.get(0).id());
        }

        @Override
        public ProcessName worker() {
            return ForwardMessages.permitted();
        }

        @Override
        public Message permitted(ProcessName name, NodeId owner, long epoch) {
            return new ForwardMessages.Permitted(name.key(), owner, epoch, this);
        }
    }

    /**
     * Asks for links to stored events. Not idempotent: the second of two would be refused as a duplicate.
     *
     * @param expected the expectation, as {@link #code} gives it
     * @param eventIds the ids of the events
     * @param createdAtMicros the time of a new stream, microseconds since 1970-01-01T00:00:00Z
     */
    public record Link(long expected, List<UUID> eventIds, long createdAtMicros) implements Message {}

    /**
     * Asks for the stream to be deleted, and is answered {@code Done}. Not idempotent: the second of two would find no stream.
     *
     * @param expected the expectation, as {@link #code} gives it
     * @param hard whether its events are removed
     * @param deletedAtMicros when it was deleted, microseconds since 1970-01-01T00:00:00Z
     */
    public record DeleteStream(long expected, boolean hard, long deletedAtMicros) implements Message {}

    /**
     * The append is durable, or the links are.
     *
     * @param firstVersion the version of the first event, or the number of the first link
     * @param lastVersion the version of the last event, or the number of the last link
     * @param lastPosition the position of the last event
     */
    public record Appended(long firstVersion, long lastVersion, long lastPosition) implements Message {}

    /**
     * An expectation as a number: an exact version as itself, the others below zero.
     *
     * @param expected the expectation
     * @return its number
     */
    public static long code(ExpectedVersion expected) {
        if (expected instanceof ExpectedVersion.Exactly exactly) {
            return exactly.version();
        }
        if (expected instanceof ExpectedVersion.NoStream) {
            return NO_STREAM;
        }
        return expected instanceof ExpectedVersion.StreamExists ? STREAM_EXISTS : ANY;
    }

    /**
     * A time as messages have it.
     *
     * @param time the time
     * @return microseconds since 1970-01-01T00:00:00Z
     */
    public static long micros(Instant time) {
        return Math.multiplyExact(time.getEpochSecond(), 1_000_000L) + time.getNano() / 1_000;
    }

    /**
     * The expectation of a number.
     *
     * @param code what {@link #code} gave
     * @return the expectation
     */
    public static ExpectedVersion expected(long code) {
        if (code == ANY) {
            return ExpectedVersion.any();
        }
        if (code == NO_STREAM) {
            return ExpectedVersion.noStream();
        }
        return code == STREAM_EXISTS ? ExpectedVersion.streamExists() : ExpectedVersion.exactly(code);
    }
}
