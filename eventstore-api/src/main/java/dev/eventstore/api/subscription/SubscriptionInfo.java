package dev.eventstore.api.subscription;

import dev.eventstore.api.StreamId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a persistent subscription, whether it runs or not. Immutable.
 *
 * @param stream what it is subscribed to
 * @param name its name
 * @param checkpoint every event up to this number of the stream was acknowledged, passed over or parked
 * @param end the number of the stream's last event, 0 where there is none
 * @param owner the node that holds it, empty if none does
 * @param ownedUntil until when the owner has said that it lives, by the storage's clock; empty if it holds nothing, or has
 *     stopped without saying so
 * @param createdAt when it was created
 */
public record SubscriptionInfo(
        StreamId stream,
        SubscriptionName name,
        long checkpoint,
        long end,
        Optional<String> owner,
        Optional<Instant> ownedUntil,
        Instant createdAt) {

    /**
     * How far it is behind: the numbers that its stream has after the checkpoint. Where events were deleted there are fewer.
     *
     * @return 0 or more
     */
    public long lag() {
        return Math.max(0, end - checkpoint);
    }
}
