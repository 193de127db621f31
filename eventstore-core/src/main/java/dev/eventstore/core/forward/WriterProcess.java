package dev.eventstore.core.forward;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.wire.ForwardMessages.Entry;
import dev.eventstore.core.wire.ForwardMessages.Outcome;
import dev.eventstore.core.wire.ForwardMessages.Write;
import dev.eventstore.core.wire.ForwardMessages.Written;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hands appends of other nodes to this node's storage, beside those of its own. It decides nothing: the storage compares the epoch
 * that each append names, so it does not matter which node sends it. Confined to its mailbox.
 */
public final class WriterProcess implements Process {

    private final Storage storage;
    private final MessageCodec codec;

    /**
     * A process that belongs to its node.
     *
     * @param storage takes the appends
     * @param codec writes failures
     */
    public WriterProcess(Storage storage, MessageCodec codec) {
        this.storage = storage;
        this.codec = codec;
    }

    /** It waits for nothing: what comes next joins the storage's next batch. */
    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        for (Ask ask : asks) {
            if (ask.message() instanceof Write write) {
                new Batch(ask, write.appends().size()).hand(write.appends());
            } else {
                ask.answer().completeExceptionally(new NotSupportedException("a writer only writes"));
            }
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    /** Answers when each of its appends has ended. Thread-safe: outcomes come on the storage's threads. */
    private final class Batch {

        private final Ask ask;
        private final Outcome[] outcomes;
        private final AtomicInteger open;

        Batch(Ask ask, int appends) {
            this.ask = ask;
            this.outcomes = new Outcome[appends];
            this.open = new AtomicInteger(appends);
        }

        void hand(List<Entry> appends) {
            for (int i = 0; i < appends.size(); i++) {
                int index = i;
                append(appends.get(i), ask.deadline()).whenComplete((result, failure) -> ended(index, result, failure));
            }
        }

        private CompletionStage<AppendResult> append(Entry append, Deadline deadline) {
            try {
                return storage.append(append.request(deadline));
            } catch (RuntimeException refused) {
                return CompletableFuture.failedStage(refused);
            }
        }

        private void ended(int index, @Nullable AppendResult result, @Nullable Throwable failure) {
            outcomes[index] = result != null
                    ? new Outcome(result.firstVersion(), result.lastVersion(), result.lastPosition(), null)
                    : new Outcome(0, 0, 0, codec.encodeFailure(Failures.unwrap(failure)));
            if (open.decrementAndGet() == 0) {
                ask.answer().complete(new Written(Arrays.asList(outcomes)));
            }
        }
    }
}
