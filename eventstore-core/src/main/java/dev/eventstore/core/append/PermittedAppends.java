package dev.eventstore.core.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.wire.ForwardMessages.Permitted;
import dev.eventstore.core.wire.ForwardMessages.Used;
import dev.eventstore.core.wire.StreamMessages.Appended;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what this node's callers append to streams of other nodes, once the stream's process has let them: with this node's own
 * appends, in the same batches. It says to the owner when an append has ended, so that the stream's turn ends. The epoch is the one
 * under which leave was given, so the storage refuses what is written after the stream has moved. Confined to its mailbox, but for
 * outcomes, which come on the storage's threads.
 */
public final class PermittedAppends implements Process {

    private final Self self;
    private final AppendPath path;
    private final LongConsumer grown;
    private final BiConsumer<NodeId, Message> tell;
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean tells = new AtomicBoolean();

    /**
     * A process that belongs to its node.
     *
     * @param self its mailbox
     * @param path on which way appends go to the storage
     * @param grown told the last position after appends were written
     * @param tell says something to the keeper of another node's permits
     */
    public PermittedAppends(Self self, AppendPath path, LongConsumer grown, BiConsumer<NodeId, Message> tell) {
        this.self = self;
        this.path = path;
        this.grown = grown;
        this.tell = tell;
    }

    private record Ended(NodeId owner, UUID id, long lastPosition) {}

    @Override
    public int turnSize() {
        return Integer.MAX_VALUE;
    }

    /** It waits for nothing: what comes next joins the storage's next batch. */
    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        Function<AppendRequest, CompletionStage<AppendResult>> way = path.begin(asks.size());
        for (Ask ask : asks) {
            if (ask.message() instanceof Permitted permitted) {
                write(permitted.request(ask.deadline()), way)
                        .whenComplete((result, failure) -> ended(ask, permitted, result, failure));
            } else {
                path.ended(1, 0, 0);
                ask.answer().completeExceptionally(new NotSupportedException("only what is permitted is written"));
            }
        }
        return CompletableFuture.completedStage(null);
    }

    private static CompletionStage<AppendResult> write(
            AppendRequest request, Function<AppendRequest, CompletionStage<AppendResult>> way) {
        try {
            return way.apply(request);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private void ended(Ask ask, Permitted permitted, @Nullable AppendResult result, @Nullable Throwable failure) {
        long last = result == null ? 0 : result.lastPosition();
        path.ended(1, result == null ? 0 : permitted.append().events().size(), last);
        ended.add(new Ended(permitted.owner(), permitted.id(), last));
        if (tells.compareAndSet(false, true)) {
            self.run(this::tell);
        }
        if (result == null) {
            ask.answer().completeExceptionally(Failures.unwrap(failure));
        } else {
            ask.answer().complete(new Appended(result.firstVersion(), result.lastVersion(), last));
        }
    }

    /** Tells of all that has ended by now at once. */
    private void tell() {
        tells.set(false);
        long last = 0;
        Map<NodeId, List<UUID>> byOwner = new LinkedHashMap<>();
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            last = Math.max(last, one.lastPosition());
            byOwner.computeIfAbsent(one.owner(), owner -> new ArrayList<>()).add(one.id());
        }
        byOwner.forEach((owner, ids) -> tell.accept(owner, new Used(ids)));
        if (last > 0) {
            grown.accept(last);
        }
    }

    @Override
    public boolean isIdle() {
        return false;
    }
}
