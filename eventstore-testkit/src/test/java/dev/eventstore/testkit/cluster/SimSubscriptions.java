package dev.eventstore.testkit.cluster;

import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.activity.ActivityDesk;
import dev.eventstore.core.delivery.PartitionKeys;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.feed.FeedLimits;
import dev.eventstore.core.lease.CheckpointWriter;
import dev.eventstore.core.lease.NodeLease;
import dev.eventstore.core.process.IdGenerator;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.store.StoredRecordedEvent;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.core.subscriber.SubscriberContext;
import dev.eventstore.core.subscription.SubscriptionContext;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.subscription.SubscriptionProcess;
import dev.eventstore.core.subscription.Views;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.types.Payloads;
import dev.eventstore.core.wire.ActivityMessages;
import dev.eventstore.core.wire.CborCodec;
import dev.eventstore.testkit.sim.cluster.SimMachine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** What a node needs to run subscriptions and to have subscribers, as the store's wiring puts it together. */
final class SimSubscriptions {

    private static final Duration TTL = Duration.ofSeconds(6);
    private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(1);

    private static final Serializer BYTES = new Serializer() {
        @Override
        public byte[] serialize(Object value) {
            throw new UnsupportedOperationException("payloads are bytes here");
        }

        @Override
        public <T> T deserialize(byte[] bytes, Class<T> type) {
            throw new UnsupportedOperationException("payloads are bytes here");
        }
    };

    private final Supervisor supervisor;
    private final SubscriptionContext context;
    private final SubscriberContext subscribers;

    SimSubscriptions(
            NodeId self,
            Registry registry,
            Supervisor supervisor,
            Storage storage,
            SimMachine machine,
            IdGenerator ids) {
        this.supervisor = supervisor;
        CborCodec codec = new CborCodec();
        FeedLimits limits = new FeedLimits(Duration.ofSeconds(2), 40, 1 << 20, 5, 1);
        Feed feed = here("feed", (name, mailbox) -> new Feed(mailbox, storage, machine, limits));
        NodeLease lease =
                here("lease", (name, mailbox) -> new NodeLease(mailbox, self, storage.subscriptions(), machine, TTL));
        CheckpointWriter writer = here(
                "checkpoints",
                (name, mailbox) ->
                        new CheckpointWriter(mailbox, storage.subscriptions(), machine, Duration.ofMillis(200)));
        Views views = new Views(registry, machine, ATTACH_TIMEOUT);
        PartitionKeys keys = new PartitionKeys(List.of(), event -> new StoredRecordedEvent(event, Payloads.of(BYTES)));
        ActivityDesk activity = here(ActivityMessages.desk().type(), (name, mailbox) -> new ActivityDesk(machine));
        context = new SubscriptionContext(
                self,
                storage,
                registry,
                codec,
                feed,
                writer,
                lease,
                views,
                activity,
                keys,
                machine,
                ids,
                Observer.NONE);
        subscribers = subscribers(self, registry, storage, machine, ids, feed);
        storage.onHint(feed::hint);
        storage.links().onLinks(feed.links()::hint);
        registry.onHint(feed::hint);
    }

    private SubscriberContext subscribers(
            NodeId self, Registry registry, Storage storage, SimMachine machine, IdGenerator ids, Feed feed) {
        return new SubscriberContext(
                self,
                registry,
                supervisor,
                storage,
                feed,
                new CborCodec(),
                machine,
                ids,
                machine::execute,
                event -> new StoredRecordedEvent(event, Payloads.of(BYTES)),
                Observer.NONE,
                Duration.ofSeconds(5));
    }

    private <P extends Process> P here(String type, BiFunction<ProcessName, Process.Self, P> factory) {
        AtomicReference<P> started = new AtomicReference<>();
        supervisor.startHere(new ProcessName(type, "node"), (name, self) -> {
            started.set(factory.apply(name, self));
            return started.get();
        });
        return started.get();
    }

    /** The process of a subscription, on this node. */
    Process process(ProcessName name, Process.Self self) {
        return new SubscriptionProcess(SubscriptionKey.of(name), context, self);
    }

    /** A subscriber of this node, which is not attached yet. */
    AttachedSubscription subscribe(SubscriptionKey key, SubscriptionOptions options, Subscriber subscriber) {
        return new AttachedSubscription(key, options, subscriber, subscribers);
    }
}
