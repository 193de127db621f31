package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.handover.Handover;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.supervisor.Supervisor;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What the subscribers of a node share. Immutable.
 *
 * @param self this node
 * @param registry reaches the subscriptions
 * @param supervisor runs the attachments
 * @param storage read by listeners that fell behind the feed
 * @param feed followed by listeners
 * @param codec reads the failures that end attachments
 * @param time the node's clock
 * @param ids names attachments
 * @param callbacks runs the user's code
 * @param decoder turns a stored event into one that decodes itself
 * @param observer told about failures of subscribers
 * @param closeTimeout how long a close waits for what was acknowledged to become durable
 */
public record SubscriberContext(
        NodeId self,
        Registry registry,
        Supervisor supervisor,
        Storage storage,
        Feed feed,
        MessageCodec codec,
        TimeSource time,
        IdGenerator ids,
        Executor callbacks,
        Function<StoredEvent, RecordedEvent> decoder,
        Observer observer,
        Duration closeTimeout) {

    /** What handovers need of it. */
    Handover.Tools tools() {
        return new Handover.Tools(decoder, callbacks, time, ids, observer);
    }
}
