package dev.eventstore.core.feed;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.storage.LinkStorage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who follows a stream that events were linked to it, or that it was deleted. Links are not in {@code $all}, so the feed
 * does not see them: here it is only found out which streams have new ones, and who follows such a stream reads them from the
 * storage, by number.
 *
 * <p>As with the feed hints only say when to look, a slow poll stands behind them, and without listeners nothing is asked. Its
 * state is confined to the feed's mailbox; the public methods are thread-safe.
 */
public final class LinkWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);
    private static final int PAGE = 1_000;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final Process.Self self;
    private final LinkStorage links;
    private final TimeSource time;
    private final PollPace pace;
    private final Runnable removed;
    private final AtomicLong hinted = new AtomicLong();
    private final Map<String, Set<FeedListener>> listeners = new ConcurrentHashMap<>();

    private boolean awake;
    private boolean reading;
    private boolean polling;
    private long known;

    /** Whose {@code removed} is told, before the listeners are, that events may have been removed. */
    LinkWatch(Process.Self self, LinkStorage links, TimeSource time, Duration pollInterval, Runnable removed) {
        this.self = self;
        this.links = links;
        this.time = time;
        this.pace = new PollPace(pollInterval);
        this.removed = removed;
    }

    /**
     * Says that there may be links.
     *
     * @param lastLink the id of the last one, as far as is known
     */
    public void hint(long lastLink) {
        pace.hinted(lastLink);
        long before = hinted.getAndAccumulate(lastLink, Math::max);
        if (lastLink > before && !listeners.isEmpty()) {
            self.run(this::readOn);
        }
    }

    /**
     * Tells a listener from now on, until {@link #remove}.
     *
     * @param stream the stream that it follows; of {@code $all} nothing is told, but it is found out when events are removed
     * @param listener told when there may be links that a read which began before has not seen
     */
    public void add(StreamId stream, FeedListener listener) {
        listeners.compute(stream.value(), (name, before) -> {
            Set<FeedListener> those = before == null ? ConcurrentHashMap.newKeySet() : before;
            those.add(listener);
            return those;
        });
        self.run(this::wake);
    }

    /**
     * Tells a listener no more.
     *
     * @param stream the stream that it follows
     * @param listener one that was added
     */
    public void remove(StreamId stream, FeedListener listener) {
        listeners.computeIfPresent(stream.value(), (name, those) -> {
            those.remove(listener);
            return those.isEmpty() ? null : those;
        });
    }

    /** The storage went back: nothing is known, and who listens looks for itself. */
    void restart() {
        awake = false;
        known = 0;
        hinted.set(0);
        listeners.values().forEach(LinkWatch::tell);
    }

    void clear() {
        listeners.clear();
    }

    private void wake() {
        if (!polling) {
            polling = true;
            poll();
        }
    }

    private void poll() {
        if (listeners.isEmpty()) {
            polling = false;
            awake = false;
            return;
        }
        long before = known;
        links.lastLink(deadline())
                .whenComplete((last, failure) -> self.run(() -> {
                    if (failure == null) {
                        polled(last, before);
                    } else {
                        LOG.debug("the last link could not be read; trying again", Failures.unwrap(failure));
                    }
                    time.schedule(failure == null ? pace.after(last) : pace.current(), () -> self.run(this::poll));
                }));
    }

    /** Who listened before it was known up to where, or before links were gone, must look for itself. */
    private void polled(long last, long before) {
        if (!awake || last < before) {
            awake = true;
            known = last;
            hinted.set(last);
            removed.run();
            listeners.values().forEach(LinkWatch::tell);
        } else {
            hinted.accumulateAndGet(last, Math::max);
            readOn();
        }
    }

    private void readOn() {
        long target = hinted.get();
        if (!awake || reading || target <= known) {
            return;
        }
        long after = known;
        reading = true;
        links.after(after, PAGE, deadline())
                .whenComplete((found, failure) -> self.run(() -> {
                    reading = false;
                    if (failure != null) {
                        LOG.debug("new links could not be read; trying again", Failures.unwrap(failure));
                        return;
                    }
                    if (found.streams().isEmpty()) {
                        // The hint was too high, or what it announced is gone: the next hint or poll looks again.
                        hinted.compareAndSet(target, known);
                    } else {
                        if (found.removed()) {
                            removed.run();
                        }
                        known = known == after ? found.upTo() : known;
                        found.streams().forEach(name -> tell(listeners.getOrDefault(name, Set.of())));
                    }
                    readOn();
                }));
    }

    private static void tell(Set<FeedListener> those) {
        those.forEach(FeedListener::advanced);
    }

    private Deadline deadline() {
        return Deadline.after(time, READ_TIMEOUT);
    }
}
