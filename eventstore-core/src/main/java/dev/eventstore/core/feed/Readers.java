package dev.eventstore.core.feed;

import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.Storage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers those who read a feed, each in its turn: from the tail, which is only good while the feed is awake, or from the
 * {@link History}. Thread-safe but for {@link #clear}, which belongs to the feed's mailbox, where all answers are made.
 */
final class Readers {

    private final Process.Self self;
    private final Tail tail;
    private final BooleanSupplier awake;
    private final History history;
    private final Turns turns;

    Readers(Process.Self self, Storage storage, TimeSource time, FeedLimits limits, Tail tail, BooleanSupplier awake) {
        this.self = self;
        this.tail = tail;
        this.awake = awake;
        this.history = new History(self, storage, time, limits);
        this.turns = new Turns(self, time, limits.busyAppends(), limits.busyDeliveries());
    }

    /** Somebody has appended on this node. */
    void grew() {
        turns.grew();
    }

    /** What was read from the storage is not handed out any more. */
    void clear() {
        history.clear();
    }

    /** The events of {@code $all} after a position, from memory or the storage. */
    CompletionStage<FeedAnswer> read(Turns.Turn turn, int held, long position, int limit) {
        return inTurn(
                        turn,
                        held,
                        () -> fromTail(turn, position, limit)
                                .<CompletionStage<FeedAnswer>>map(CompletableFuture::completedStage)
                                .orElseGet(() -> fromHistory(turn, position, limit)))
                .thenCompose(answer -> answer);
    }

    private CompletionStage<FeedAnswer> fromHistory(Turns.Turn turn, long position, int limit) {
        long visible = awake.getAsBoolean() ? tail.upTo() : 0;
        return history.read(position, limit).thenApply(page -> weighed(turn, page.reaching(visible)));
    }

    /**
     * The events after a position, from memory.
     *
     * @param turn the reader's
     * @param position a position of {@code $all}
     * @param limit the largest number of events
     * @return completes with the events; empty if memory does not go back so far, so that the storage must be read
     */
    CompletionStage<Optional<FeedAnswer>> after(Turns.Turn turn, int held, long position, int limit) {
        return inTurn(turn, held, () -> fromTail(turn, position, limit));
    }

    /** Completes when it is a reader's turn to read what is not here. */
    CompletionStage<Boolean> turn(Turns.Turn turn, int held) {
        return inTurn(turn, held, () -> true);
    }

    /**
     * Up to where memory goes: every event up to this position can be read by now.
     *
     * @return completes with a position, empty while the feed is waking
     */
    CompletionStage<Optional<Long>> upTo() {
        CompletableFuture<Optional<Long>> answer = new CompletableFuture<>();
        self.run(() -> answer.complete(awake.getAsBoolean() ? Optional.of(tail.upTo()) : Optional.empty()));
        return answer;
    }

    /** A reader is done with what it has read. */
    void end(Turns.Turn turn) {
        self.run(() -> turns.end(turn));
    }

    private <T> CompletionStage<T> inTurn(Turns.Turn turn, int held, Supplier<T> reads) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        self.run(() -> turns.begin(turn, held, () -> answer.complete(reads.get())));
        return answer;
    }

    private Optional<FeedAnswer> fromTail(Turns.Turn turn, long position, int limit) {
        return awake.getAsBoolean() ? tail.answer(position, limit).map(page -> weighed(turn, page)) : Optional.empty();
    }

    private FeedAnswer weighed(Turns.Turn turn, FeedAnswer page) {
        turns.read(turn, page.events().size());
        return page;
    }
}
