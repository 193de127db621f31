package dev.eventstore.testkit.cluster;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.Observer;
import dev.eventstore.core.subscriber.AttachedSubscription;
import dev.eventstore.testkit.memory.InMemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers on any node, of one subscription that has one at a time and of one that has several: they acknowledge late, some
 * of them never, they close, and die with their nodes. In the end all that is left acknowledge, and everything is handled.
 */
final class Readers {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SimCluster cluster;
    private final List<Reading> readings;
    private final List<Reader> readers = new ArrayList<>();
    private final InMemoryStorage truth;
    private boolean calm;
    private int names;

    Readers(SimCluster cluster) {
        this.cluster = cluster;
        this.readings =
                List.of(Reading.single(cluster.checks(), StreamId.of("s0")), Reading.competing(cluster.checks()));
        cluster.checks().onStored(event -> readings.forEach(each -> each.stored(event)));
        this.truth = new InMemoryStorage(cluster.database(), Runnable::run, cluster.sim(), Observer.NONE);
    }

    /** Somebody subscribes, acknowledges or closes. */
    void some() {
        readers.removeIf(Reader::isDead);
        look();
        Reading reading = readings.get(chance(readings.size()));
        List<Reader> mine = of(reading);
        if (mine.size() < reading.most() && (mine.isEmpty() || chance(3) == 0)) {
            subscribe(reading);
        } else if (!mine.isEmpty() && chance(10) == 0) {
            mine.get(chance(mine.size())).close();
        } else {
            readers.stream().filter(each -> !each.sleeps).forEach(each -> each.acknowledge(chance(5)));
        }
    }

    private void look() {
        var all = truth.subscriptions()
                .list(Deadline.after(cluster.sim(), PATIENCE))
                .toCompletableFuture()
                .join();
        readings.forEach(each -> each.look(all));
    }

    private List<Reader> of(Reading reading) {
        return readers.stream().filter(each -> each.reading == reading).toList();
    }

    private void subscribe(Reading reading) {
        List<SimNode> nodes = cluster.nodes().stream().filter(SimNode::isOpen).toList();
        if (!nodes.isEmpty()) {
            Reader reader = new Reader(reading, nodes.get(chance(nodes.size())), !calm && chance(6) == 0);
            readers.add(reader);
            reader.attach();
        }
    }

    private int chance(int bound) {
        return cluster.sim().random().nextInt(bound);
    }

    /** From now on nobody sleeps. */
    void calm() {
        calm = true;
        readers.forEach(each -> each.sleeps = false);
    }

    /** Everything that is stored is handled soon. */
    void readEverything() {
        long end = cluster.sim().nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!isDone() && cluster.sim().nanoTime() < end) {
            readers.removeIf(Reader::isDead);
            readings.stream().filter(each -> of(each).isEmpty()).forEach(this::subscribe);
            readers.forEach(each -> each.acknowledge(Integer.MAX_VALUE));
            look();
            cluster.run(Duration.ofMillis(200));
        }
        readings.forEach(each -> cluster.checks().require(each.isDone(), each + " has not handled " + each.open()));
        cluster.checks().verify();
    }

    private boolean isDone() {
        return readings.stream().allMatch(Reading::isDone);
    }

    /** One subscriber, from its attachment to its end. */
    private final class Reader implements Subscriber {

        private final Reading reading;
        private final SimNode node;
        private boolean sleeps;
        private final String name;
        private final List<RecordedEvent> open = new ArrayList<>();
        private @Nullable AttachedSubscription subscription;
        private boolean there;
        private boolean ended;

        Reader(Reading reading, SimNode node, boolean sleeps) {
            this.reading = reading;
            this.node = node;
            this.sleeps = sleeps;
            this.name = "reader" + ++names + " on " + node.id().name() + " of " + reading;
        }

        void attach() {
            node.machine().execute(() -> {
                AttachedSubscription mine = node.subscriptions().subscribe(reading.key, reading.options, this);
                subscription = mine;
                mine.attach(Deadline.after(node.machine(), PATIENCE)).whenComplete((done, failure) -> {
                    cluster.checks().log(name + (failure == null ? " is there" : " is not there: " + failure));
                    there = failure == null;
                    if (failure != null) {
                        ended = true;
                        mine.abandon();
                    }
                });
            });
        }

        boolean isDead() {
            return ended || !node.isOpen();
        }

        @Override
        public void onEvents(List<RecordedEvent> batch, Subscription from) {
            takeBack(batch);
            for (RecordedEvent event : batch) {
                reading.handed(name, event, ids());
                open.add(event);
            }
            cluster.checks().require(!ended, name + " gets something after its end");
        }

        /** What comes again was taken back, with all that came before it; what has come since was not. */
        private void takeBack(List<RecordedEvent> batch) {
            List<UUID> ids = ids();
            int last = batch.stream()
                    .mapToInt(event -> ids.indexOf(event.id()))
                    .max()
                    .orElse(-1);
            open.subList(0, last + 1).clear();
        }

        private List<UUID> ids() {
            return open.stream().map(RecordedEvent::id).toList();
        }

        /** Acknowledges some of what it has, if it runs. */
        void acknowledge(int most) {
            int count = Math.min(most, open.size());
            AttachedSubscription mine = subscription;
            if (count > 0 && mine != null && !isDead()) {
                node.machine().execute(() -> acknowledge(mine, Math.min(count, open.size())));
            }
        }

        private void acknowledge(AttachedSubscription mine, int count) {
            if (count == 0 || isDead()) {
                return;
            }
            List<RecordedEvent> done = List.copyOf(open.subList(0, count));
            open.subList(0, count).clear();
            reading.acknowledged(done.stream().map(RecordedEvent::id).toList());
            mine.ack(done);
        }

        void close() {
            AttachedSubscription mine = subscription;
            if (mine != null && there && !isDead()) {
                cluster.checks().log(name + " closes");
                readers.remove(this);
                node.machine().execute(mine::detach);
            }
        }

        @Override
        public void onEnd(Optional<EventStoreException> cause) {
            cluster.checks().log(name + " ends: " + cause);
            ended = true;
        }
    }
}
