package dev.eventstore.core.subscriber;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.feed.Feed;
import dev.eventstore.core.feed.FeedLimits;
import dev.eventstore.core.json.JsonSerializerProvider;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.process.Message;
import dev.eventstore.core.process.Process;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.spi.Serializer;
import dev.eventstore.core.spi.subscriber.FencedSubscriber;
import dev.eventstore.core.store.StoredRecordedEvent;
import dev.eventstore.core.subscriber.fenced.FencedHandler;
import dev.eventstore.core.subscription.SubscriptionKey;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.support.HeldRegistry;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import dev.eventstore.core.types.Payloads;
import dev.eventstore.core.wire.CborCodec;
import dev.eventstore.core.wire.Held;
import dev.eventstore.core.wire.SubscriptionMessages.Deliver;
import dev.eventstore.core.wire.SubscriptionMessages.Link;
import dev.eventstore.core.wire.SubscriptionMessages.Status;
import dev.eventstore.core.wire.SubscriptionMessages.TakenBack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A subscriber and its attachment; the owner of the subscription is played by the test. For one thread. */
final class SubscriberStage {

    static final UUID ID = new UUID(7, 7);
    /** The owner that takes the subscriber first. */
    static final Link LINK = new Link(1, new UUID(8, 8));

    static final long GENERATION = 3;

    static final SubscriptionKey KEY = new SubscriptionKey(StreamId.ALL, SubscriptionName.of("mailer"));

    private static final Serializer NONE = new JsonSerializerProvider().create(null);

    final ManualTime time = new ManualTime();
    final ManualTime callbacks = new ManualTime();
    final HeldRegistry owner = new HeldRegistry();
    final CborCodec codec = new CborCodec();
    final Supervisor supervisor = new Supervisor(
            time, time, new Supervisor.Limits(Duration.ofSeconds(60), 10, 100), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    User user = new User();
    AttachedSubscription subscription;
    private long sequence;
    private long delivered;

    /** Another subscriber, in place of the one before; it is attached. */
    void subscribe(SubscriptionOptions options) {
        user = new User();
        attach(options, user);
    }

    /** Another subscriber, which moves the checkpoint itself. */
    void subscribe(SubscriptionOptions options, FencedSubscriber subscriber) {
        attach(options, new FencedHandler(KEY.stream(), KEY.name(), subscriber));
    }

    private void attach(SubscriptionOptions options, Subscriber subscriber) {
        sequence = 0;
        delivered = 0;
        subscription = new AttachedSubscription(KEY, options, subscriber, context());
        subscription.attach(Deadline.after(time, Duration.ofSeconds(5)));
        run();
        owner.one().done();
        run();
    }

    private SubscriberContext context() {
        HeldStorage storage = new HeldStorage();
        Process.Self nobody = new Process.Self() {
            @Override
            public void run(Runnable step) {}

            @Override
            public void fail(Throwable cause) {}
        };
        return new SubscriberContext(
                new NodeId("a", new UUID(1, 1)),
                owner,
                supervisor,
                storage,
                new Feed(nobody, storage, time, new FeedLimits(Duration.ofSeconds(1), 10, 1_000, 1_000, 1)),
                codec,
                time,
                () -> ID,
                callbacks,
                event -> new StoredRecordedEvent(event, Payloads.of(NONE)),
                Observer.NONE,
                Duration.ofSeconds(10));
    }

    static RecordedEvent event(long number) {
        return new StoredRecordedEvent(Events.stored(number), Payloads.of(NONE));
    }

    void deliver(long from, long to) {
        deliver(Held.NOTHING, from, to);
    }

    void deliver(Held held, long from, long to) {
        tell(delivery(LINK, ++sequence, held, from, to));
    }

    Deliver delivery(Link link, long number, long from, long to) {
        return delivery(link, number, Held.NOTHING, from, to);
    }

    /** The next delivery, as an owner counts it. */
    private Deliver delivery(Link link, long number, Held held, long from, long to) {
        long before = delivered;
        delivered += to - from + 1;
        return new Deliver(link, number, GENERATION, held, 0, before, Events.range(from, to), Map.of(from, "key"));
    }

    void takeBack() {
        tell(nextTakeBack());
    }

    TakenBack nextTakeBack() {
        return new TakenBack(LINK, ++sequence);
    }

    void status(long checkpoint) {
        tell(new Status(LINK, SubscriptionState.SUBSCRIBED, checkpoint, 100, 0));
    }

    CompletableFuture<Message> tell(Message message) {
        CompletableFuture<Message> answer = send(message);
        run();
        return answer;
    }

    /** Puts a message into the mailbox and runs nothing. */
    CompletableFuture<Message> send(Message message) {
        return supervisor
                .askRunning(
                        new ProcessName("attachment", ID.toString()),
                        message,
                        Deadline.after(time, Duration.ofSeconds(5)))
                .toCompletableFuture();
    }

    /** Runs the turns, then the user's code, until nothing is left. */
    void run() {
        for (int i = 0; i < 10; i++) {
            time.run();
            callbacks.run();
        }
    }

    /** Acknowledges the event that was handed over at this place. */
    CompletableFuture<Void> ack(int index) {
        CompletableFuture<Void> durable =
                subscription.ack(user.events.get(index)).toCompletableFuture();
        run();
        return durable;
    }

    /** The user's code. */
    static final class User implements Subscriber {

        final List<RecordedEvent> events = new ArrayList<>();
        final List<Optional<EventStoreException>> ends = new ArrayList<>();
        Throwable thrown;
        int tries;

        List<Long> numbers() {
            return events.stream().map(RecordedEvent::number).toList();
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription subscription) throws Exception {
            tries++;
            if (thrown instanceof Error error) {
                throw error;
            } else if (thrown instanceof Exception exception) {
                throw exception;
            }
            events.addAll(batch);
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            ends.add(cause);
        }
    }
}
