package dev.eventstore.core.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.core.activity.ActivityDesk;
import dev.eventstore.core.append.AppendPath;
import dev.eventstore.core.append.Permits;
import dev.eventstore.core.append.StreamProcess;
import dev.eventstore.core.delivery.PartitionKeys;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.feed.FeedLimits;
import dev.eventstore.core.json.JsonSerializerProvider;
import dev.eventstore.core.lease.CheckpointWriter;
import dev.eventstore.core.lease.NodeLease;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.process.ProcessFactory;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.Settings;
import dev.eventstore.core.spi.registry.MessageCodec;
import dev.eventstore.core.spi.registry.Registry;
import dev.eventstore.core.spi.registry.RegistryProvider;
import dev.eventstore.core.store.DefaultEventStore;
import dev.eventstore.core.store.Engine;
import dev.eventstore.core.store.Node;
import dev.eventstore.core.store.StoredRecordedEvent;
import dev.eventstore.core.subscriber.SubscriberContext;
import dev.eventstore.core.subscription.SubscriptionContext;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.subscription.SubscriptionProcess;
import dev.eventstore.core.subscription.Views;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.user.UserProcesses;
import dev.eventstore.core.waiting.Positions;
import dev.eventstore.core.wire.ActivityMessages;
import dev.eventstore.core.wire.CborCodec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** Binds the parts that were chosen, and core's own over them. For one injector, used once. */
@SuppressWarnings("exports")
public final class StoreModule extends AbstractModule {

    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofHours(24);

    /** About a tenth of what one can hand over if it does nothing else. */
    private static final long DELIVERIES_PER_PROCESSOR = 75_000;

    private final Parts parts;

    /**
     * A module over the chosen parts.
     *
     * @param parts what was chosen
     */
    public StoreModule(Parts parts) {
        this.parts = parts;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        install(new AppendModule(parts));
        bind(Parts.class).toInstance(parts);
        bind(Settings.class).toInstance(parts.settings());
        bind(MessageCodec.class).toInstance(new CborCodec());
    }

    /** The processes of the node, their types known. */
    @Provides
    @Singleton
    Supervisor supervisor(Settings settings) {
        Settings process = settings.at("process");
        Supervisor.Limits limits = new Supervisor.Limits(
                process.duration("idle-timeout", SHORT, LONG), (int) process.number("max-idle", 0, 100_000_000), (int)
                        process.number("mailbox-capacity", 1, 10_000_000));
        return new Supervisor(parts.dispatcher(), parts.time(), limits, new Supervisor.Listener() {
            private final Observer observer = parts.observer();

            @Override
            public void started(ProcessName name) {
                observer.processStarted(name);
            }

            @Override
            public void stopped(ProcessName name, String why) {
                observer.processStopped(name, why);
            }
        });
    }

    @Provides
    @Singleton
    Registry registry(Settings settings, Supervisor supervisor, MessageCodec codec) {
        return parts.registry()
                .create(new RegistryProvider.Context(
                        parts.self(),
                        settings,
                        supervisor,
                        codec,
                        parts.time(),
                        parts.dispatcher(),
                        parts.ids(),
                        parts.storage().cluster(),
                        parts.observer()));
    }

    @Provides
    @Singleton
    Feed feed(Settings settings, Supervisor supervisor) {
        Settings feed = settings.at("feed");
        FeedLimits limits = new FeedLimits(
                feed.duration("poll-interval", SHORT, LONG),
                (int) feed.number("tail-events", 1, 10_000_000),
                feed.bytes("tail-bytes", 1, Long.MAX_VALUE),
                (int) feed.number("busy-appends", 1, 100_000_000),
                feed.optionalText("busy-deliveries").isPresent()
                        ? feed.number("busy-deliveries", 1, Long.MAX_VALUE)
                        : DELIVERIES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        return startHere(supervisor, "feed", (name, self) -> new Feed(self, parts.storage(), parts.time(), limits));
    }

    @Provides
    @Singleton
    CheckpointWriter checkpointWriter(Settings settings, Supervisor supervisor) {
        Duration interval = settings.at("subscription").duration("checkpoint-interval", Duration.ZERO, LONG);
        return startHere(
                supervisor,
                "checkpoints",
                (name, self) -> new CheckpointWriter(self, parts.storage().subscriptions(), parts.time(), interval));
    }

    @Provides
    @Singleton
    NodeLease nodeLease(Settings settings, Supervisor supervisor) {
        Duration ttl = settings.at("subscription").duration("lease-ttl", Duration.ofMillis(300), LONG);
        return startHere(
                supervisor,
                "lease",
                (name, self) ->
                        new NodeLease(self, parts.self(), parts.storage().subscriptions(), parts.time(), ttl));
    }

    @Provides
    @Singleton
    Views views(Settings settings, Registry registry) {
        Duration attachTimeout = settings.at("cluster").duration("attach-timeout", Duration.ZERO, LONG);
        return new Views(registry, parts.time(), attachTimeout);
    }

    @Provides
    @Singleton
    SubscriptionContext subscriptionContext(
            Registry registry,
            Supervisor supervisor,
            MessageCodec codec,
            Feed feed,
            CheckpointWriter checkpoints,
            NodeLease lease,
            Views views) {
        return new SubscriptionContext(
                parts.self(),
                parts.storage(),
                registry,
                codec,
                feed,
                checkpoints,
                lease,
                views,
                startHere(supervisor, ActivityMessages.desk().type(), (name, self) -> new ActivityDesk(parts.time())),
                new PartitionKeys(parts.partitioners(), event -> new StoredRecordedEvent(event, parts.payloads())),
                parts.time(),
                parts.ids(),
                parts.observer());
    }

    @Provides
    @Singleton
    SubscriberContext subscriberContext(
            Settings settings, Registry registry, Supervisor supervisor, Feed feed, MessageCodec codec) {
        return new SubscriberContext(
                parts.self(),
                registry,
                supervisor,
                parts.storage(),
                feed,
                codec,
                parts.time(),
                parts.ids(),
                parts.callbacks(),
                event -> new StoredRecordedEvent(event, parts.payloads()),
                parts.observer(),
                closeTimeout(settings));
    }

    @Provides
    @Singleton
    UserProcesses users(Settings settings, Registry registry, Supervisor supervisor) {
        Serializer json = new JsonSerializerProvider().create(settings);
        UserProcesses users = new UserProcesses(parts.self(), registry, supervisor, json, parts.callbacks());
        users.registerAll(parts.processes());
        return users;
    }

    @Provides
    @Singleton
    Node node(
            Settings settings,
            Registry registry,
            Supervisor supervisor,
            Engine engine,
            SubscriberContext subscribers,
            SubscriptionContext subscriptions,
            AppendPath path,
            UserProcesses users) {
        Growth growth = new Growth(registry, subscribers.feed());
        Permits permits = AppendModule.permits(supervisor, registry, parts.time(), path, growth);
        supervisor.register(
                "stream",
                (name, self) -> new StreamProcess(
                        StreamId.of(name.key()),
                        parts.storage(),
                        path,
                        permits,
                        growth::appended,
                        growth::linked,
                        growth::deleted));
        ProcessFactory subscription =
                (name, self) -> new SubscriptionProcess(SubscriptionKey.of(name), subscriptions, self);
        supervisor.register("subscription", subscription);
        supervisor.register("transient-subscription", subscription);
        return new Node(
                parts.self(),
                parts.storage(),
                registry,
                supervisor,
                engine,
                subscribers,
                users,
                startHere(
                        supervisor,
                        "positions",
                        (name, self) -> new Positions(
                                self,
                                parts.storage().subscriptions(),
                                parts.storage().parking(),
                                parts.time())),
                closeTimeout(settings),
                parts.owned());
    }

    @Provides
    @Singleton
    DefaultEventStore store(Settings settings, Node node) {
        return new DefaultEventStore(node, settings.duration("call-timeout", SHORT, LONG));
    }

    private static Duration closeTimeout(Settings settings) {
        return settings.duration("close-timeout", Duration.ZERO, LONG);
    }

    static <P extends Process> P startHere(
            Supervisor supervisor, String type, BiFunction<ProcessName, Process.Self, P> factory) {
        AtomicReference<P> started = new AtomicReference<>();
        ProcessFactory remembering = (name, self) -> {
            started.set(factory.apply(name, self));
            return started.get();
        };
        supervisor.startHere(new ProcessName(type, "node"), remembering);
        return started.get();
    }
}
