package dev.eventstore.core.subscription;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.core.activity.ActivityDesk;
import dev.eventstore.core.delivery.PartitionKeys;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.lease.CheckpointWriter;
import dev.eventstore.core.lease.NodeLease;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.TimeSource;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.Storage;

/**
 * What the subscriptions of a node share. Immutable.
 *
 * @param self this node
 * @param storage events, leases and checkpoints
 * @param registry reaches attachments and subscriptions
 * @param codec writes the failures that end attachments
 * @param feed tells about new events
 * @param checkpoints writes checkpoints
 * @param lease the node's sign of life
 * @param views which view the node is in
 * @param activity says what those that run here do
 * @param keys gives events their partition keys
 * @param time the node's clock
 * @param ids names sessions with attachments
 * @param observer told about deliveries
 */
public record SubscriptionContext(
        NodeId self,
        Storage storage,
        Registry registry,
        MessageCodec codec,
        Feed feed,
        CheckpointWriter checkpoints,
        NodeLease lease,
        Views views,
        ActivityDesk activity,
        PartitionKeys keys,
        TimeSource time,
        IdGenerator ids,
        Observer observer) {}
