package dev.eventstore.core.subscription;

import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.SubscriberFailedException;
import dev.eventstore.core.delivery.SubscriptionMachine;
import dev.eventstore.core.feed.CatchUp;
import dev.eventstore.core.feed.CatchUp.Page;
import dev.eventstore.core.feed.FeedListener;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Failures;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.storage.ReadRequest.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a subscription's machine with events, one read at a time, and tries again when a read fails. Confined to the mailbox
 * of the subscription's process.
 */
final class ReadAhead {

    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final Duration INFO_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final SubscriptionKey key;
    private final SubscriptionContext context;
    private final SubscriptionMachine machine;
    private final Process.Self self;
    private final SubscriptionLease tenure;
    private final Runnable more;
    private final Consumer<EventStoreException> failed;
    private final Runnable leaseLost;
    private final FeedListener feedListener;
    private final FeedListener linkListener;
    private CatchUp catchUp;
    private final AtomicBoolean told = new AtomicBoolean();
    private Optional<Lease> lease = Optional.empty();
    private long head;
    private boolean reading;

    ReadAhead(
            SubscriptionKey key,
            SubscriptionContext context,
            SubscriptionMachine machine,
            Process.Self self,
            SubscriptionLease tenure,
            Runnable more,
            Consumer<EventStoreException> failed,
            Runnable leaseLost) {
        this.key = key;
        this.context = context;
        this.machine = machine;
        this.self = self;
        this.tenure = tenure;
        this.more = more;
        this.failed = failed;
        this.leaseLost = leaseLost;
        this.catchUp = newCatchUp();
        this.feedListener = () -> {
            // Whoever has not read since it was told knows it.
            if (told.compareAndSet(false, true)) {
                self.run(this::advanced);
            }
        };
        this.linkListener = () -> self.run(() -> {
            catchUp.linked();
            advanced();
        });
    }

    /** What is read from now on is read under this lease; under none by a transient one, and of {@code $all}, which stays. */
    void leased(long token) {
        boolean isInRow = !key.isTransient() && !key.stream().isAll();
        lease = isInRow ? Optional.of(new Lease(key.name(), token)) : Optional.empty();
        head = 0;
    }

    /** Hears of new events and links from now on. */
    void follow() {
        context.feed().add(feedListener);
        context.feed().links().add(key.stream(), linkListener);
    }

    void unfollow() {
        context.feed().remove(feedListener);
        context.feed().links().remove(key.stream(), linkListener);
    }

    private void advanced() {
        machine.advanced();
        more.run();
    }

    /** The machine starts anew: what a read under way brings is dropped. */
    void restart() {
        catchUp = newCatchUp();
        CatchUp mine = catchUp;
        context.storage()
                .info(key.stream(), Deadline.after(context.time(), INFO_TIMEOUT))
                .whenComplete((info, failure) -> self.run(() -> {
                    if (failure == null && info.isPresent() && mine == catchUp) {
                        head = Math.max(head, info.get().version());
                        lookForEnd();
                    }
                    more.run();
                }));
    }

    /** Where the stream ends is known by now, and was not when it was last read: what is missing there came late or is gone. */
    private void lookForEnd() {
        if (!reading && !key.stream().isAll() && machine.received() < head) {
            catchUp.linked();
            machine.advanced();
        }
    }

    /** What was read, up to where the stream ended before: its last links may have been removed with their events. */
    private Page upToEnd(Page page, long end) {
        boolean isLast = page.stored() && !page.more() && !key.stream().isAll();
        return isLast ? new Page(page.events(), Math.max(page.upTo(), end), false, true) : page;
    }

    /** The newest number of the stream that is known here. */
    long head() {
        head = Math.max(head, machine.received());
        return key.stream().isAll() ? Math.max(head, context.feed().head()) : head;
    }

    /** Reads if the machine wants it and no read is under way. */
    void readIfWanted() {
        if (reading) {
            return;
        }
        if (machine.held() == 0) {
            catchUp.done();
        }
        if (!machine.wantsRead()) {
            return;
        }
        reading = true;
        told.set(false);
        machine.reading();
        CatchUp reader = catchUp;
        long after = machine.received();
        long end = head;
        reader.after(after, machine.room(), machine.held())
                .thenCompose(page -> tenure.checked(page, after))
                .whenComplete((page, failure) -> self.run(() -> {
                    reading = false;
                    if (reader != catchUp || !machine.isLeased()) {
                        more.run();
                    } else if (failure == null) {
                        read(upToEnd(page, end));
                    } else {
                        failed(Failures.unwrap(failure));
                    }
                }));
    }

    /** What gives the events their keys is a plugin's code, and may fail. */
    private void read(Page page) {
        try {
            machine.read(page.events(), page.upTo(), page.more());
        } catch (RuntimeException failure) {
            failed.accept(new SubscriberFailedException(
                    key.stream(),
                    "what gives events of '" + key.name() + "' their partition keys failed after number "
                            + machine.received() + ", which ended it: " + failure,
                    failure));
            return;
        }
        if (!page.more()) {
            lookForEnd();
        }
        more.run();
    }

    private void failed(Throwable failure) {
        if (failure instanceof StreamDeletedException gone) {
            failed.accept(gone);
            return;
        }
        if (failure instanceof LeaseLostException) {
            leaseLost.run();
            return;
        }
        LOG.warn("{} of {} could not read and tries again: {}", key.name(), key.stream(), failure.getMessage());
        reading = true;
        catchUp.linked(); // What was read and not taken is read again.
        context.time()
                .schedule(
                        RETRY,
                        () -> self.run(() -> {
                            reading = false;
                            more.run();
                        }));
    }

    private CatchUp newCatchUp() {
        return new CatchUp(key.stream(), context.storage(), context.feed(), context.time(), 0, lease, machine.filter());
    }
}
