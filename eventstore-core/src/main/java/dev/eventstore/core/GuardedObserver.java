package dev.eventstore.core;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.cluster.View;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.Observer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user's observer, kept from doing harm: what it throws is logged. Thread-safe, as far as the user's is. */
final class GuardedObserver implements Observer {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

    private final Observer observer;

    private GuardedObserver(Observer observer) {
        this.observer = observer;
    }

    /** Guards an observer; none stays none, so that observing costs nothing when nobody does. */
    static Observer of(Observer observer) {
        return observer == Observer.NONE ? observer : new GuardedObserver(observer);
    }

    @Override
    public void appended(StreamId stream, int events, Duration took, boolean written) {
        guarded(() -> observer.appended(stream, events, took, written));
    }

    @Override
    public void linked(StreamId stream, int events, Duration took, boolean written) {
        guarded(() -> observer.linked(stream, events, took, written));
    }

    @Override
    public void batchWritten(int appends, int events, Duration took) {
        guarded(() -> observer.batchWritten(appends, events, took));
    }

    @Override
    public void read(StreamId stream, int events, Duration took) {
        guarded(() -> observer.read(stream, events, took));
    }

    @Override
    public void delivered(StreamId stream, SubscriptionName subscription, int events, long lag) {
        guarded(() -> observer.delivered(stream, subscription, events, lag));
    }

    @Override
    public void retried(StreamId stream, SubscriptionName subscription, long number, int failed, Duration delay) {
        guarded(() -> observer.retried(stream, subscription, number, failed, delay));
    }

    @Override
    public void skipped(StreamId stream, SubscriptionName subscription, long number) {
        guarded(() -> observer.skipped(stream, subscription, number));
    }

    @Override
    public void parked(StreamId stream, SubscriptionName subscription, int events, int all) {
        guarded(() -> observer.parked(stream, subscription, events, all));
    }

    @Override
    public void processStarted(ProcessName name) {
        guarded(() -> observer.processStarted(name));
    }

    @Override
    public void processStopped(ProcessName name, String why) {
        guarded(() -> observer.processStopped(name, why));
    }

    @Override
    public void viewEntered(View view) {
        guarded(() -> observer.viewEntered(view));
    }

    @Override
    public void viewLeft() {
        guarded(observer::viewLeft);
    }

    @Override
    public void drained(Duration took) {
        guarded(() -> observer.drained(took));
    }

    @Override
    public void superseded(long epoch) {
        guarded(() -> observer.superseded(epoch));
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError | AssertionError failure) {
            LOG.warn("the observer has thrown, which changes nothing: {}", failure.toString(), failure);
        }
    }
}
