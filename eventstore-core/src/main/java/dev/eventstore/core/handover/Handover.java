package dev.eventstore.core.handover;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.wire.SubscriptionMessages.Replay;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands batches to the user's code, one after the other, and does what the failure policy says when it throws. While it waits,
 * for a back-off or for an event to be parked, no thread does. Its turns do not overlap; {@link #wake} is thread-safe.
 */
public final class Handover {

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final int MAX_ERROR = 4_000;

    private final SubscriptionKey key;
    private final SubscriptionOptions options;
    private final Subscriber subscriber;
    private final Subscription facade;
    private final Tools tools;
    private final Host host;
    private final AtomicReference<CompletableFuture<Void>> waiting = new AtomicReference<>(done());

    /** The numbers of events that are parked, but were delivered here and are still to come. */
    private final Set<Long> parked = ConcurrentHashMap.newKeySet();

    /**
     * What the handovers of a node share. Immutable.
     *
     * @param decoder turns a stored event into one that decodes itself
     * @param callbacks runs the user's code
     * @param time the node's clock
     * @param ids gives chance to back-offs
     * @param observer told about failures
     */
    public record Tools(
            Function<StoredEvent, RecordedEvent> decoder,
            Executor callbacks,
            TimeSource time,
            IdGenerator ids,
            Observer observer) {}

    /** Hands over to one subscriber. */
    public Handover(
            SubscriptionKey key,
            SubscriptionOptions options,
            Subscriber subscriber,
            Subscription facade,
            Tools tools,
            Host host) {
        this.key = key;
        this.options = options;
        this.subscriber = subscriber;
        this.facade = facade;
        this.tools = tools;
        this.host = host;
    }

    /**
     * Hands over a delivery; called on a callback thread.
     *
     * @param events the events
     * @param before how many were delivered before
     * @param generation what they are of; when that is over nothing more is handed over
     * @return completes when the next delivery may be handed over
     */
    public CompletionStage<Void> deliver(List<StoredEvent> events, long before, long generation) {
        DeliveryTurn turn = new DeliveryTurn(this, host, events, before, generation);
        turn.go();
        return turn.ended();
    }

    /**
     * Hands over an event that was parked; called on a callback thread. Whatever the policy says, it stays parked if it fails.
     *
     * @param replay what the owner tells of it
     * @param generation what it is of
     * @return completes when the next delivery may be handed over
     */
    public CompletionStage<Void> replay(Replay replay, long generation) {
        ReplayTurn turn = new ReplayTurn(this, host, replay, generation);
        turn.go();
        return turn.ended();
    }

    /** What was delivered is not this subscriber's any more. */
    public void takeBack() {
        parked.clear();
        wake();
    }

    /** Whoever waits looks whether it is over. */
    public void wake() {
        waiting.get().complete(null);
    }

    SubscriptionKey key() {
        return key;
    }

    FailurePolicy policy() {
        return options.onFailure();
    }

    Observer observer() {
        return tools.observer();
    }

    /** The event as the subscriber gets it; null if the selector refuses it. */
    @Nullable
    RecordedEvent prepared(StoredEvent stored) {
        RecordedEvent event = tools.decoder().apply(stored);
        if (!options.selector().test(event)) {
            return null;
        }
        RecordedEvent changed = options.mapper().apply(event);
        if (changed.number() != event.number()) {
            throw new IllegalArgumentException("the mapper must keep the number of event " + event.number()
                    + ", but returned " + changed.number());
        }
        return changed;
    }

    void call(List<RecordedEvent> batch) throws Exception {
        subscriber.onEvents(batch, facade);
    }

    /** Goes on after a back-off, or when it is woken. */
    void retry(StoredEvent first, int failed, Throwable failure, long generation, Runnable next) {
        double chance = (tools.ids().next().getLeastSignificantBits() & 0xFFFF) / (double) 0x10000;
        Duration delay = policy().delay(Math.max(1, failed), chance);
        LOG.warn(
                "the subscriber of {} of {} failed at event {} and is tried again in {}: {}",
                key.name(),
                key.stream(),
                first.number(),
                delay,
                text(failure));
        observer().retried(key.stream(), key.name(), first.number(), failed, delay);
        CompletableFuture<Void> pause = new CompletableFuture<>();
        TimeSource.Timer timer = tools.time().schedule(delay, () -> pause.complete(null));
        await(pause, generation, next);
        pause.whenComplete((passed, never) -> timer.cancel());
    }

    /** Goes on when a stage has completed, or when it is woken. */
    void await(CompletableFuture<Void> stage, long generation, Runnable next) {
        waiting.set(stage);
        if (host.isOver(generation)) {
            stage.complete(null);
        }
        stage.whenCompleteAsync((passed, failure) -> next.run(), tools.callbacks());
    }

    void parked(Set<Long> numbers) {
        parked.addAll(numbers);
    }

    /** Whether an event is parked; it is asked once. */
    boolean takeParked(long number) {
        return parked.remove(number);
    }

    void skipped(StoredEvent event, Throwable failure) {
        LOG.warn(
                "{} of {} skips event {} ({}), which its subscriber failed at",
                key.name(),
                key.stream(),
                event.number(),
                event.type(),
                failure);
        observer().skipped(key.stream(), key.name(), event.number());
    }

    void parks(StoredEvent event, Throwable failure) {
        LOG.warn(
                "{} of {} parks event {} ({}), which its subscriber failed at",
                key.name(),
                key.stream(),
                event.number(),
                event.type(),
                failure);
    }

    static String text(Throwable failure) {
        String text = failure.toString();
        return text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text;
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
