package dev.eventstore.core.feed;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Ask;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of new events on a node. While somebody listens it reads what hints announce, once for all, keeps the newest
 * events in memory, and tells the listeners, who ask for what comes after their own position.
 *
 * <p>Hints may be lost, late, repeated or too high: they only say when to look. A slow poll, faster while hints are found to be
 * missing, asks the storage for its head, so a lost hint costs the poll's interval and never an event. Without listeners it
 * neither polls nor reads. Its state is confined to its mailbox; the public methods are thread-safe.
 */
public final class Feed implements Process {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int PAGE = 1_000;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final Self self;
    private final Storage storage;
    private final TimeSource time;
    private final FeedLimits limits;
    private final Tail tail;
    private final Readers readers;
    private final LinkWatch links;
    private final PollPace pace;
    private final AtomicLong hinted = new AtomicLong();
    private final FeedListeners listeners = new FeedListeners();

    /** The end of {@code $all} when the storage was asked for it last: what stands before it can be read. */
    private long end;

    private boolean awake;
    private boolean reading;
    private boolean polling;

    /**
     * A feed that sleeps until somebody listens.
     *
     * @param self its mailbox
     * @param storage what is read
     * @param time the node's clock
     * @param limits how it reads
     */
    public Feed(Self self, Storage storage, TimeSource time, FeedLimits limits) {
        this.self = self;
        this.storage = storage;
        this.time = time;
        this.limits = limits;
        this.pace = new PollPace(limits.pollInterval());
        this.tail = new Tail(limits.tailEvents(), limits.tailBytes());
        this.readers = new Readers(self, storage, time, limits, tail, () -> awake);
        this.links = new LinkWatch(self, storage.links(), time, limits.pollInterval(), this::forget);
    }

    /**
     * Says that the store may have grown.
     *
     * @param head the position of its last event, as far as is known
     */
    public void hint(long head) {
        pace.hinted(head);
        long before = hinted.getAndAccumulate(head, Math::max);
        if (head > before && !listeners.isEmpty()) {
            self.run(this::readOn);
        }
    }

    /** Events were removed: what is in memory is not handed out any more. */
    public void forget() {
        self.run(() -> {
            tail.reset(tail.upTo());
            readers.clear();
        });
    }

    /**
     * Who is told that the storage went back.
     *
     * @param mended says whether that is mended; must not wait
     */
    public void onWentBack(BooleanSupplier mended) {
        listeners.onWentBack(mended);
    }

    /**
     * The storage went back: forgets all of it and goes on behind what is stored.
     *
     * @return completes when nobody who listens takes anything for known that is not stored
     */
    public CompletionStage<Void> restart() {
        return storage.head(deadline()).thenCompose(head -> {
            CompletableFuture<CompletionStage<Void>> told = new CompletableFuture<>();
            self.run(() -> {
                tail.reset(head);
                end = head;
                readers.clear();
                hinted.set(head);
                links.restart();
                told.complete(listeners.wentBack(head));
            });
            return told.thenCompose(all -> all);
        });
    }

    /**
     * The newest position that anybody has told.
     *
     * @return the position, 0 if none was told
     */
    public long head() {
        return hinted.get();
    }

    /**
     * Tells a listener from now on, until {@link #remove}.
     *
     * @param listener told when there is more to read
     */
    public void add(FeedListener listener) {
        listeners.add(listener);
        self.run(this::wake);
    }

    /**
     * Tells a listener no more.
     *
     * @param listener one that was added
     */
    public void remove(FeedListener listener) {
        listeners.remove(listener);
    }

    /**
     * Who tells of links.
     *
     * @return the same object every time
     */
    public LinkWatch links() {
        return links;
    }

    /** Somebody has appended on this node: those who read leave the machine to appends for a while. */
    public void grew() {
        readers.grew();
    }

    /** Answers those who read. */
    Readers readers() {
        return readers;
    }

    @Override
    public CompletionStage<Void> handle(List<Ask> asks) {
        throw new IllegalStateException("the feed is not asked by name");
    }

    @Override
    public boolean isIdle() {
        return false;
    }

    @Override
    public CompletionStage<Void> stop() {
        listeners.clear();
        links.clear();
        return CompletableFuture.completedStage(null);
    }

    private void wake() {
        if (polling) {
            readOn();
            return;
        }
        polling = true;
        poll();
    }

    private void poll() {
        if (listeners.isEmpty()) {
            polling = false;
            awake = false;
            readers.clear();
            return;
        }
        long known = tail.upTo();
        long resets = tail.resets();
        storage.head(deadline())
                .whenComplete((head, failure) -> self.run(() -> {
                    if (failure == null) {
                        polled(head, known, tail.resets() == resets);
                    } else {
                        LOG.debug("the head could not be read; trying again", Failures.unwrap(failure));
                    }
                    time.schedule(failure == null ? pace.after(head) : pace.current(), () -> self.run(this::poll));
                }));
    }

    /** The storage has told its head; less than {@code known} before, it went back, unless memory was reset since it was asked. */
    private void polled(long head, long known, boolean current) {
        end = current ? head : end;
        if (!awake) {
            awake = true;
            tail.reset(head);
            hinted.accumulateAndGet(head, Math::max);
            listeners.advanced();
        } else if (current && head < known) {
            tail.reset(head);
            readers.clear();
            hinted.set(head);
            listeners.found(known, head);
        } else {
            hinted.accumulateAndGet(head, Math::max);
            readOn();
        }
    }

    private void readOn() {
        if (!awake || reading || hinted.get() <= tail.upTo()) {
            return;
        }
        long target = hinted.get();
        reading = true;
        if (target - tail.upTo() > limits.tailEvents()) {
            skipTo(target);
        } else {
            readTo(target);
        }
    }

    private void readTo(long target) {
        long after = tail.upTo();
        long resets = tail.resets();
        long visible = end;
        storage.read(new ReadRequest(StreamId.ALL, false, after + 1, PAGE, deadline()))
                .whenComplete((page, failure) -> self.run(() -> {
                    reading = false;
                    if (failure != null) {
                        LOG.debug("new events could not be read; trying again", Failures.unwrap(failure));
                    } else if (tail.resets() != resets) {
                        // The page does not follow what is kept, or may hold what was removed.
                        readOn();
                    } else if (page.isEmpty() && visible <= after) {
                        // The hint was too high, or what it announced was deleted: the next hint or poll looks again.
                        hinted.compareAndSet(target, after);
                    } else {
                        tail.add(page);
                        if (page.size() < PAGE) {
                            tail.reach(visible);
                        }
                        listeners.advanced();
                        readOn();
                    }
                }));
    }

    /** There may be too much to keep, so whoever is behind must read the storage; but a hint alone is not believed. */
    private void skipTo(long target) {
        long resets = tail.resets();
        storage.head(deadline())
                .whenComplete((head, failure) -> self.run(() -> {
                    reading = false;
                    if (failure != null) {
                        LOG.debug("the head could not be read; trying again", Failures.unwrap(failure));
                        return;
                    }
                    hinted.compareAndSet(target, Math.max(head, tail.upTo()));
                    if (tail.resets() == resets && head - tail.upTo() > limits.tailEvents()) {
                        tail.reset(head);
                        listeners.advanced();
                    }
                    readOn();
                }));
    }

    private Deadline deadline() {
        return Deadline.after(time, READ_TIMEOUT);
    }
}
