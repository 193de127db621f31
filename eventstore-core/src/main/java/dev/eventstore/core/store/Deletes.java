package dev.eventstore.core.store;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.DeleteStream;
import java.util.concurrent.CompletableFuture;

/** Asks the processes of streams to delete them, hard only where that is enabled. Thread-safe. */
public final class Deletes {

    private final Registry registry;
    private final Calls calls;
    private final TimeSource time;
    private final boolean hardEnabled;

    /**
     * Deletes through a registry.
     *
     * @param registry finds the processes
     * @param calls bounds what is under way
     * @param time the node's clock
     * @param hardEnabled whether hard deletes are carried out
     */
    public Deletes(Registry registry, Calls calls, TimeSource time, boolean hardEnabled) {
        this.registry = registry;
        this.calls = calls;
        this.time = time;
        this.hardEnabled = hardEnabled;
    }

    /** See {@link dev.eventstore.api.EventStore#delete}. */
    CompletableFuture<Void> delete(StreamId stream, ExpectedVersion expected, DeleteMode mode, Deadline deadline) {
        if (stream.isAll()) {
            throw new IllegalArgumentException(
                    "stream id '$all' must not be deleted: it is the order of all events; delete another stream");
        }
        if (mode == DeleteMode.HARD && !hardEnabled) {
            throw new NotSupportedException(
                    "stream '" + stream + "' was not deleted: hard deletes remove events for good and"
                            + " are not enabled; set eventstore.enable-hard-deletes = true (it is false), or delete it softly");
        }
        ProcessName process = ProcessName.stream(stream);
        DeleteStream message = new DeleteStream(
                StreamMessages.code(expected), mode == DeleteMode.HARD, StreamMessages.micros(time.now()));
        return calls.run(
                deadline,
                0,
                () -> new AskOutcomeUnknownException(process),
                () -> registry.ask(process, message, deadline).thenAccept(done -> {}));
    }
}
