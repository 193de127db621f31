package dev.eventstore.core.append;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.NotSupportedException;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.LinkStorage;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.wire.ForwardMessages.MayAppend;
import dev.eventstore.core.wire.StreamMessages;
import dev.eventstore.core.wire.StreamMessages.Append;
import dev.eventstore.core.wire.StreamMessages.Appended;
import dev.eventstore.core.wire.StreamMessages.DeleteStream;
import dev.eventstore.core.wire.StreamMessages.Link;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The process of a stream: puts its appends, links and deletions in order and hands them to the storage, which decides.
 *
 * <p>It remembers nothing of its stream and reads nothing when it starts, so it refuses nothing by a version that was true
 * once. A turn takes all that waits, so the appends of a hot stream are written together as those of many streams are; what is
 * no append waits for what came before it, and what follows waits for it. Each carries the epoch by which it was routed here.
 * An append of another node is written there, by a permit that belongs to a turn as an append does. Confined to its mailbox.
 */
public final class StreamProcess implements Process {

    private final StreamId stream;
    private final Storage storage;
    private final AppendPath path;
    private final Permits permits;
    private final LongConsumer grown;
    private final LongConsumer linked;
    private final LongConsumer deleted;

    /**
     * The process of a stream.
     *
     * @param stream the stream
     * @param storage where links and deletions go
     * @param path on which way appends go there
     * @param permits keeps what other nodes may write
     * @param grown told the last position after appends were written
     * @param linked told the id of the last link after links were written
     * @param deleted told the id that a deletion got, before its caller is
     */
    public StreamProcess(
            StreamId stream,
            Storage storage,
            AppendPath path,
            Permits permits,
            LongConsumer grown,
            LongConsumer linked,
            LongConsumer deleted) {
        this.stream = stream;
        this.storage = storage;
        this.path = path;
        this.permits = permits;
        this.grown = grown;
        this.linked = linked;
        this.deleted = deleted;
    }

    @Override
    public int turnSize() {
        return Integer.MAX_VALUE;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        int from = 0;
        while (true) {
            int to = from;
            while (to < asks.size() && isAppend(asks.get(to))) {
                to++;
            }
            CompletableFuture<Void> done;
            if (to > from) {
                done = appends(asks.subList(from, to));
            } else {
                done = alone(asks.get(to++));
            }
            if (to == asks.size()) {
                return done;
            }
            if (!done.isDone()) {
                List<Ask> rest = asks.subList(to, asks.size());
                return done.thenCompose(ended -> handle(rest));
            }
            from = to;
        }
    }

    private CompletableFuture<Void> appends(List<Ask> asks) {
        int own = (int)
                asks.stream().filter(ask -> ask.message() instanceof Append).count();
        Turn turn = new Turn(asks.size(), own);
        Function<AppendRequest, CompletionStage<AppendResult>> way = own == 0 ? storage::append : path.begin(own);
        for (Ask ask : asks) {
            if (ask.message() instanceof MayAppend wanted) {
                permit(ask, wanted, turn);
            } else {
                append(ask, way).whenComplete((result, failure) -> turn.answer(ask, result, failure));
            }
        }
        return turn;
    }

    private static boolean isAppend(Ask ask) {
        return ask.message() instanceof Append || ask.message() instanceof MayAppend;
    }

    private void permit(Ask ask, MayAppend wanted, Turn turn) {
        if (ask.epoch().isEmpty()) {
            ask.answer().completeExceptionally(new NotSupportedException("without epochs nothing is permitted"));
            turn.ended();
            return;
        }
        permits.give(wanted.id()).whenComplete((used, failure) -> turn.ended());
        ask.answer().complete(new Message.Permit(ask.epoch().getAsLong()));
    }

    /** Completes when it was answered, whatever the answer. */
    private CompletableFuture<Void> alone(Ask ask) {
        try {
            if (ask.message() instanceof Link link) {
                return answered(ask, storage.links().link(request(ask, link)), this::linked);
            }
            if (ask.message() instanceof DeleteStream delete) {
                return answered(ask, storage.delete(request(ask, delete)), this::deleted);
            }
            throw new NotSupportedException(
                    "a stream does not understand " + ask.message().getClass().getSimpleName());
        } catch (RuntimeException refused) {
            ask.answer().completeExceptionally(refused);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static <T> CompletableFuture<Void> answered(
            Ask ask, CompletionStage<T> call, BiConsumer<Ask, T> carriedOut) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        call.whenComplete((result, failure) -> {
            try {
                if (failure != null) {
                    ask.answer().completeExceptionally(Failures.unwrap(failure));
                } else {
                    carriedOut.accept(ask, result);
                }
            } finally {
                // Without it the process would never take another turn.
                done.complete(null);
            }
        });
        return done;
    }

    private void linked(Ask ask, Linked written) {
        answer(ask, written.result());
        linked.accept(written.lastLink());
    }

    private void deleted(Ask ask, long id) {
        try {
            deleted.accept(id);
        } finally {
            ask.answer().complete(new Message.Done());
        }
    }

    /** Hands an append on; whatever is wrong with it is its own failure, not that of its neighbours. */
    private CompletionStage<AppendResult> append(Ask ask, Function<AppendRequest, CompletionStage<AppendResult>> way) {
        try {
            return way.apply(request(ask, (Append) ask.message()));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    private AppendRequest request(Ask ask, Append append) {
        return new AppendRequest(
                stream,
                StreamMessages.expected(append.expected()),
                append.events(),
                Instant.EPOCH.plus(append.createdAtMicros(), ChronoUnit.MICROS),
                ask.epoch(),
                ask.deadline());
    }

    private LinkStorage.Request request(Ask ask, Link link) {
        return new LinkStorage.Request(
                stream,
                StreamMessages.expected(link.expected()),
                link.eventIds(),
                Instant.EPOCH.plus(link.createdAtMicros(), ChronoUnit.MICROS),
                ask.epoch(),
                ask.deadline());
    }

    private Storage.Deletion request(Ask ask, DeleteStream delete) {
        return new Storage.Deletion(
                stream,
                StreamMessages.expected(delete.expected()),
                delete.hard() ? DeleteMode.HARD : DeleteMode.SOFT,
                Instant.EPOCH.plus(delete.deletedAtMicros(), ChronoUnit.MICROS),
                ask.epoch(),
                ask.deadline());
    }

    private static void answer(Ask ask, AppendResult result) {
        ask.answer().complete(new Appended(result.firstVersion(), result.lastVersion(), result.lastPosition()));
    }

    /** Complete when every append of the turn has been answered. Thread-safe: outcomes come on the storage's threads. */
    private final class Turn extends CompletableFuture<Void> {

        private final int own;
        private final AtomicInteger open;
        private final AtomicInteger events = new AtomicInteger();
        private final AtomicLong last = new AtomicLong();

        Turn(int appends, int own) {
            this.own = own;
            open = new AtomicInteger(appends);
        }

        void answer(Ask ask, AppendResult result, Throwable failure) {
            if (failure != null) {
                ask.answer().completeExceptionally(Failures.unwrap(failure));
            } else {
                events.addAndGet((int) (result.lastVersion() - result.firstVersion()) + 1);
                last.accumulateAndGet(result.lastPosition(), Math::max);
                StreamProcess.answer(ask, result);
            }
            ended();
        }

        /** One of them needs the turn no longer. */
        void ended() {
            if (open.decrementAndGet() == 0) {
                try {
                    if (own > 0) {
                        path.ended(own, events.get(), last.get());
                    }
                    if (last.get() > 0) {
                        grown.accept(last.get());
                    }
                } finally {
                    // Without it the process would never take another turn.
                    complete(null);
                }
            }
        }
    }
}
