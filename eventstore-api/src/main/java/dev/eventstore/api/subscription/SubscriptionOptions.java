package dev.eventstore.api.subscription;

import dev.eventstore.api.RecordedEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Where a named subscription starts, what it is about, how much it buffers and how often it writes its checkpoint.
 * Immutable: each {@code with}-like method returns a changed copy. Names and defaults are those of the Elixir EventStore.
 *
 * @param startFrom where it starts when it is new; default: origin
 * @param filter which events it is about, decided where the subscription runs; default: all
 * @param selector which of those the subscriber wants, decided on the subscriber's node; an event that it refuses counts as
 *     acknowledged; default: all
 * @param mapper changes an event before the subscriber gets it, keeping its number; default: nothing changes
 * @param bufferSize how many events a subscriber may hold unacknowledged, 1 to 10,000; default 1
 * @param maxSize how many events are in memory, those that wait, are held, or are acknowledged behind one that is not; at least
 *     {@code bufferSize}, at most 100,000; default 1,000
 * @param checkpointThreshold the checkpoint is written when this many events were acknowledged since; default 1
 * @param checkpointAfter the checkpoint is written this long after an acknowledgement at the latest; zero, the default:
 *     by the threshold only
 * @param concurrencyLimit how many subscribers it admits at a time, on all nodes together, 1 to 1,000; default 1
 * @param partitionBy which events must be handled in order though there are several subscribers; default: none
 * @param onFailure what is done when a subscriber throws; default: it ends
 * @param isTransient whether nothing of it is kept, see {@link #asTransient}; default: it is persistent
 */
public record SubscriptionOptions(
        StartFrom startFrom,
        EventFilter filter,
        Predicate<RecordedEvent> selector,
        UnaryOperator<RecordedEvent> mapper,
        int bufferSize,
        int maxSize,
        int checkpointThreshold,
        Duration checkpointAfter,
        int concurrencyLimit,
        PartitionBy partitionBy,
        FailurePolicy onFailure,
        boolean isTransient) {

    private static final int MAX_BUFFER_SIZE = 10_000;
    private static final int MAX_MAX_SIZE = 100_000;
    private static final int MAX_CONCURRENCY = 1_000;
    private static final SubscriptionOptions DEFAULTS = new SubscriptionOptions(
            new StartFrom.Origin(),
            EventFilter.all(),
            e -> true,
            UnaryOperator.identity(),
            1,
            1_000,
            1,
            Duration.ZERO,
            1,
            PartitionBy.none(),
            FailurePolicy.stop(),
            false);

    /**
     * Checks the components.
     *
     * @param startFrom where it starts when it is new; default: origin
     * @param filter which events it is about, decided where the subscription runs; default: all
     * @param selector which of those the subscriber wants, decided on the subscriber's node; an event that it refuses counts as
     * @param mapper changes an event before the subscriber gets it, keeping its number; default: nothing changes
     * @param bufferSize how many events a subscriber may hold unacknowledged, 1 to 10,000; default 1
     * @param maxSize how many events are in memory, at least {@code bufferSize}, at most 100,000; default 1,000
     * @param checkpointThreshold the checkpoint is written when this many events were acknowledged since; default 1
     * @param checkpointAfter the checkpoint is written this long after an acknowledgement at the latest; zero, the default
     * @param concurrencyLimit how many subscribers it admits at a time, 1 to 1,000; default 1
     * @param partitionBy which events must be handled in order; default: none
     * @param onFailure what is done when a subscriber throws; default: it ends
     * @param isTransient whether nothing of it is kept; default: it is persistent
     * @throws IllegalArgumentException if a component is not allowed; the message names it and says what is
     */
    public SubscriptionOptions {
        Objects.requireNonNull(startFrom, "start-from must not be null");
        Objects.requireNonNull(filter, "filter must not be null");
        Objects.requireNonNull(selector, "selector must not be null");
        Objects.requireNonNull(mapper, "mapper must not be null");
        Objects.requireNonNull(checkpointAfter, "checkpoint-after must not be null");
        Objects.requireNonNull(partitionBy, "partition-by must not be null");
        Objects.requireNonNull(onFailure, "on-failure must not be null");
        requireBetween("buffer-size", bufferSize, 1, MAX_BUFFER_SIZE);
        requireBetween("max-size", maxSize, bufferSize, MAX_MAX_SIZE);
        requireBetween("checkpoint-threshold", checkpointThreshold, 1, Integer.MAX_VALUE);
        requireBetween("concurrency-limit", concurrencyLimit, 1, MAX_CONCURRENCY);
        if (checkpointAfter.isNegative()) {
            throw new IllegalArgumentException("checkpoint-after must be zero or more, but was " + checkpointAfter);
        }
        if (isTransient && onFailure.then() == FailurePolicy.Then.PARK) {
            throw new IllegalArgumentException("on-failure must not be park for a transient subscription, which keeps"
                    + " nothing; use stop or skip, or a persistent one");
        }
    }

    /**
     * From the first event of the stream on.
     *
     * @return the defaults
     */
    public static SubscriptionOptions fromOrigin() {
        return DEFAULTS;
    }

    /**
     * From the events on that are appended after the subscription is created.
     *
     * @return the options, else the defaults
     */
    public static SubscriptionOptions fromCurrent() {
        return DEFAULTS.startFrom(new StartFrom.Current());
    }

    /**
     * From the events on that come after this number.
     *
     * @param number the number, 0 or more
     * @return the options, else the defaults
     * @throws IllegalArgumentException if the number is negative
     */
    public static SubscriptionOptions after(long number) {
        return DEFAULTS.startFrom(new StartFrom.After(number));
    }

    /**
     * The same with another start.
     *
     * @param start where it starts when it is new
     * @return changed options
     */
    public SubscriptionOptions startFrom(StartFrom start) {
        return with(changed -> changed.startFrom = start);
    }

    /**
     * The same about other events.
     *
     * @param events which events it is about
     * @return changed options
     */
    public SubscriptionOptions filter(EventFilter events) {
        return with(changed -> changed.filter = events);
    }

    /**
     * The same with another selector.
     *
     * @param wanted true for the events that the subscriber wants
     * @return changed options
     */
    public SubscriptionOptions selector(Predicate<RecordedEvent> wanted) {
        return with(changed -> changed.selector = wanted);
    }

    /**
     * The same with another mapper.
     *
     * @param change returns the event that the subscriber is to get, with the number of the one it was given
     * @return changed options
     */
    public SubscriptionOptions mapper(UnaryOperator<RecordedEvent> change) {
        return with(changed -> changed.mapper = change);
    }

    /**
     * The same with another buffer size; {@code max-size} is raised to it where it is smaller.
     *
     * @param events how many events a subscriber may hold unacknowledged, 1 to 10,000
     * @return changed options
     */
    public SubscriptionOptions bufferSize(int events) {
        return with(changed -> {
            changed.bufferSize = events;
            changed.maxSize = Math.max(events, maxSize);
        });
    }

    /**
     * The same with another bound of what waits in memory.
     *
     * @param events how many events are in memory, {@code buffer-size} to 100,000
     * @return changed options
     */
    public SubscriptionOptions maxSize(int events) {
        return with(changed -> changed.maxSize = events);
    }

    /**
     * The same with another checkpoint threshold.
     *
     * @param acknowledged after how many acknowledged events the checkpoint is written, 1 or more
     * @return changed options
     */
    public SubscriptionOptions checkpointThreshold(int acknowledged) {
        return with(changed -> changed.checkpointThreshold = acknowledged);
    }

    /**
     * The same with another time after which the checkpoint is written at the latest.
     *
     * @param time the time, zero for none
     * @return changed options
     */
    public SubscriptionOptions checkpointAfter(Duration time) {
        return with(changed -> changed.checkpointAfter = time);
    }

    /**
     * The same for another number of subscribers.
     *
     * @param subscribers how many it admits at a time, on all nodes together, 1 to 1,000
     * @return changed options
     */
    public SubscriptionOptions concurrencyLimit(int subscribers) {
        return with(changed -> changed.concurrencyLimit = subscribers);
    }

    /**
     * The same with another partition key.
     *
     * @param key what gives an event its key; events of one key are delivered in order, whoever gets them
     * @return changed options
     */
    public SubscriptionOptions partitionBy(PartitionBy key) {
        return with(changed -> changed.partitionBy = key);
    }

    /**
     * The same with another policy for failures.
     *
     * @param policy what is done when a subscriber throws
     * @return changed options
     */
    public SubscriptionOptions onFailure(FailurePolicy policy) {
        return with(changed -> changed.onFailure = policy);
    }

    /**
     * The same for a transient subscription, of which the storage has no row, no lease and no checkpoint. It lives while it has
     * subscribers, also where it moves to another node, and starts anew when the first of them subscribes. One that is persistent
     * may have its name. An acknowledgement completes when the subscription has taken it; {@code checkpoint-threshold} and
     * {@code checkpoint-after} mean nothing, and failures cannot be parked.
     *
     * @return changed options
     * @throws IllegalArgumentException if failures are parked
     */
    public SubscriptionOptions asTransient() {
        return with(changed -> changed.isTransient = true);
    }

    private SubscriptionOptions with(Consumer<Draft> change) {
        Draft changed = new Draft();
        change.accept(changed);
        return changed.finished();
    }

    private static void requireBetween(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, but was %d".formatted(field, min, max, value));
        }
    }

    /** Options while one of them is changed. */
    private final class Draft {

        private StartFrom startFrom = SubscriptionOptions.this.startFrom;
        private EventFilter filter = SubscriptionOptions.this.filter;
        private Predicate<RecordedEvent> selector = SubscriptionOptions.this.selector;
        private UnaryOperator<RecordedEvent> mapper = SubscriptionOptions.this.mapper;
        private int bufferSize = SubscriptionOptions.this.bufferSize;
        private int maxSize = SubscriptionOptions.this.maxSize;
        private int checkpointThreshold = SubscriptionOptions.this.checkpointThreshold;
        private Duration checkpointAfter = SubscriptionOptions.this.checkpointAfter;
        private int concurrencyLimit = SubscriptionOptions.this.concurrencyLimit;
        private PartitionBy partitionBy = SubscriptionOptions.this.partitionBy;
        private FailurePolicy onFailure = SubscriptionOptions.this.onFailure;
        private boolean isTransient = SubscriptionOptions.this.isTransient;

        SubscriptionOptions finished() {
            return new SubscriptionOptions(
                    startFrom,
                    filter,
                    selector,
                    mapper,
                    bufferSize,
                    maxSize,
                    checkpointThreshold,
                    checkpointAfter,
                    concurrencyLimit,
                    partitionBy,
                    onFailure,
                    isTransient);
        }
    }
}
