package dev.eventstore.core.wire;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a subscriber that the owner must know, as data: those of all subscribers of a subscription are the same but for
 * the start. Immutable.
 *
 * @param startAfter where a new subscription starts: after this number, or {@link #CURRENT}
 * @param types the types it is about, in order, empty for all
 * @param streamPrefix what the streams' names begin with
 * @param bufferSize how many events may be unacknowledged
 * @param maxSize how many events may wait in memory
 * @param checkpointThreshold after how many acknowledged events the checkpoint is written
 * @param checkpointAfterMillis how long after an acknowledgement it is written at the latest, 0 for not by time
 * @param concurrencyLimit how many subscribers are admitted
 * @param partitionBy what gives the partition key, as its text
 * @param maxParked how many events may be parked
 * @param fenced whether the subscriber moves the checkpoint itself, so that the owner writes none
 */
public record SharedOptions(
        long startAfter,
        List<String> types,
        String streamPrefix,
        int bufferSize,
        int maxSize,
        int checkpointThreshold,
        long checkpointAfterMillis,
        int concurrencyLimit,
        String partitionBy,
        int maxParked,
        boolean fenced) {

    /** The start after the last event that exists when the subscription is created. */
    public static final long CURRENT = -1;

    /**
     * What the owner must know of a subscriber's options.
     *
     * @param options the options
     * @param fenced whether it moves the checkpoint itself
     * @return their data, without the functions
     * @throws IllegalArgumentException if it moves the checkpoint itself and admits others beside it, or there is none to move
     */
    public static SharedOptions of(SubscriptionOptions options, boolean fenced) {
        if (fenced && options.concurrencyLimit() > 1) {
            throw new IllegalArgumentException("concurrency-limit must be 1 for a subscriber that moves the checkpoint"
                    + " itself, but was " + options.concurrencyLimit());
        }
        if (fenced && options.isTransient()) {
            throw new IllegalArgumentException(
                    "a transient subscription has no checkpoint that its subscriber could move"
                            + " itself; use a persistent one");
        }
        return new SharedOptions(
                options.startFrom() instanceof StartFrom.Current
                        ? CURRENT
                        : options.startFrom() instanceof StartFrom.After after ? after.number() : 0,
                options.filter().types().stream().sorted().toList(),
                options.filter().streamPrefix(),
                options.bufferSize(),
                options.maxSize(),
                options.isTransient() ? 1 : options.checkpointThreshold(),
                options.isTransient() ? 0 : options.checkpointAfter().toMillis(),
                options.concurrencyLimit(),
                options.partitionBy().toString(),
                options.onFailure().maxParked(),
                fenced);
    }

    /**
     * Whether a subscriber with these options may be beside others.
     *
     * @param attached the options of those who are there
     * @return the first option that differs, with both values; empty if none does. The start is nobody's any more
     */
    public Optional<String> differenceFrom(SharedOptions attached) {
        Map<String, Object> others = attached.shared();
        return shared().entrySet().stream()
                .filter(each -> !each.getValue().equals(others.get(each.getKey())))
                .map(each -> each.getKey() + " is " + others.get(each.getKey())
                        + " for those who are attached, but was " + each.getValue() + " for this one")
                .findFirst();
    }

    private Map<String, Object> shared() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("filter types", types);
        values.put("filter stream-prefix", "'" + streamPrefix + "'");
        values.put("partition-by", partitionBy);
        values.put("transactional", fenced);
        values.put("concurrency-limit", concurrencyLimit);
        values.put("buffer-size", bufferSize);
        values.put("max-size", maxSize);
        values.put("checkpoint-threshold", checkpointThreshold);
        values.put("checkpoint-after", Duration.ofMillis(checkpointAfterMillis));
        values.put("max-parked", maxParked);
        return values;
    }

    /**
     * The filter that types and prefix stand for.
     *
     * @return the filter
     */
    public EventFilter filter() {
        return new EventFilter(Set.copyOf(types), streamPrefix);
    }

    /**
     * Where a new subscription starts.
     *
     * @return the start
     */
    public StartFrom start() {
        return startAfter == CURRENT ? new StartFrom.Current() : new StartFrom.After(startAfter);
    }
}
