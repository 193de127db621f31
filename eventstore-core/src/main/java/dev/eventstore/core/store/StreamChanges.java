package dev.eventstore.core.store;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.AskOutcomeUnknownException;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.Appended;
import dev.eventstore.core.wire.StreamMessages.DeleteStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the processes of streams for what is never repeated: to link events, and to delete, hard only where that is enabled.
 * Thread-safe.
 */
public final class StreamChanges {

    private static final long ID_BYTES = 16;

    private final Registry registry;
    private final Calls calls;
    private final TimeSource time;
    private final Observer observer;
    private final boolean hardEnabled;

    /**
     * Changes through a registry.
     *
     * @param registry finds the processes
     * @param calls bounds what is under way
     * @param time the node's clock
     * @param observer told about links
     * @param hardEnabled whether hard deletes are carried out
     */
    public StreamChanges(Registry registry, Calls calls, TimeSource time, Observer observer, boolean hardEnabled) {
        this.registry = registry;
        this.calls = calls;
        this.time = time;
        this.observer = observer;
        this.hardEnabled = hardEnabled;
    }

    /** See {@link dev.eventstore.api.EventStore#link}; the ids were checked, and there is one or more. */
    CompletableFuture<AppendResult> link(
            StreamId target, ExpectedVersion expected, List<UUID> eventIds, Deadline deadline) {
        ProcessName process = ProcessName.stream(target);
        StreamMessages.Link message = new StreamMessages.Link(
                StreamMessages.code(expected), List.copyOf(eventIds), StreamMessages.micros(time.now()));
        long started = observer == Observer.NONE ? 0 : time.nanoTime();
        CompletableFuture<AppendResult> linked = calls.run(
                deadline,
                eventIds.size() * ID_BYTES,
                () -> new AskOutcomeUnknownException(process),
                () -> registry.ask(process, message, deadline).thenApply(answer -> {
                    Appended done = (Appended) answer;
                    return new AppendResult(target, done.firstVersion(), done.lastVersion(), done.lastPosition());
                }));
        if (observer != Observer.NONE) {
            linked.whenComplete((result, failure) -> observer.linked(
                    target, eventIds.size(), Duration.ofNanos(time.nanoTime() - started), failure == null));
        }
        return linked;
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
