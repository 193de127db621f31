package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Held;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many appends, and many claims, at once, on one storage and on two. Called by JUnit only. */
public abstract class ConcurrencySuite extends StorageSuite {

    /** For subclasses. */
    protected ConcurrencySuite() {}

    @Test
    public void four_appends_of_any_to_one_new_stream_all_succeed() {
        for (int round = 0; round < 20; round++) {
            String stream = "order-" + round;
            var outcomes = raceTo(stream, ANY, 4);
            assertEquals(4, outcomes.stream().filter(Race.Outcome::succeeded).count());
            assertEquals(4, readForward(stream, 1, 10).size());
        }
        assertPositionsDense();
    }

    @Test
    public void four_appends_at_one_version_succeed_once() {
        for (int round = 0; round < 20; round++) {
            String stream = "order-" + round;
            fill(stream, 3);
            var outcomes = raceTo(stream, exactly(3), 4);
            assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count());
            assertEquals(
                    3,
                    outcomes.stream()
                            .filter(o -> o.failedWith(WrongExpectedVersionException.class))
                            .count());
            assertEquals(4, readForward(stream, 1, 10).size());
        }
        assertPositionsDense();
    }

    @Test
    public void four_appends_that_expect_no_stream_succeed_once() {
        for (int round = 0; round < 20; round++) {
            String stream = "order-" + round;
            var outcomes = raceTo(stream, NO_STREAM, 4);
            assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count());
            assertEquals(
                    3,
                    outcomes.stream()
                            .filter(o -> o.failedWith(StreamExistsException.class))
                            .count());
        }
        assertPositionsDense();
    }

    @Test
    public void stream_exists_never_fails_on_a_busy_stream() {
        fill("order", 1);
        var outcomes = raceTo("order", STREAM_EXISTS, 16);
        assertEquals(16, outcomes.stream().filter(Race.Outcome::succeeded).count());
        assertEquals(17, readForward("order", 1, 100).size());
    }

    @Test
    public void sixty_four_appends_at_once_to_one_stream_are_dense_and_whole() {
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            List<NewEvent> events = events(1 + i % 3);
            ids.addAll(ids(events));
            sent.add(storage().append(request("order", ANY, events)));
        }
        List<Long> versions = sent.stream()
                .map(Await::result)
                .flatMapToLong(r -> LongStream.rangeClosed(r.firstVersion(), r.lastVersion()))
                .sorted()
                .boxed()
                .toList();
        assertEquals(LongStream.rangeClosed(1, ids.size()).boxed().toList(), versions);
        List<UUID> stored = storedIds(readForward("order", 1, 1_000));
        assertEquals(ids.stream().sorted().toList(), stored.stream().sorted().toList());
        assertPositionsDense();
    }

    @Test
    public void each_append_of_a_burst_has_its_own_outcome() {
        List<CompletionStage<AppendResult>> good = new ArrayList<>();
        List<CompletionStage<AppendResult>> bad = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            good.add(appending("good-" + i % 10, ANY, event()));
            bad.add(appending("bad-" + i, exactly(5), event(), event()));
        }
        good.forEach(Await::result);
        bad.forEach(sent -> Await.failure(WrongExpectedVersionException.class, sent));
        assertEquals(100, head());
        assertPositionsDense();
    }

    @Test
    public void the_events_of_one_append_stand_side_by_side_in_all() {
        Storage another = openAnother();
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Storage storage = i % 2 == 0 ? storage() : another;
            sent.add(storage.append(request("order-" + i % 7, ANY, events(3))));
        }
        for (CompletionStage<AppendResult> one : sent) {
            AppendResult result = Await.result(one);
            List<StoredEvent> events = readForward("$all", result.lastPosition() - 2, 3);
            assertEquals(
                    LongStream.rangeClosed(result.firstVersion(), result.lastVersion())
                            .boxed()
                            .toList(),
                    events.stream().map(StoredEvent::version).toList());
            assertEquals(1, events.stream().map(StoredEvent::stream).distinct().count());
        }
        assertPositionsDense();
    }

    @Test
    public void an_append_that_begins_after_another_has_ended_stands_behind_it() {
        Storage another = openAnother();
        long last = 0;
        for (int i = 0; i < 50; i++) {
            Storage storage = i % 2 == 0 ? storage() : another;
            fillBusy(storage);
            long position = Await.result(storage.append(request("order", ANY, events(1))))
                    .lastPosition();
            assertTrue(position > last, position + " comes after " + last);
            last = position;
        }
        assertPositionsDense();
    }

    @Test
    public void no_reader_ever_sees_a_gap_or_an_event_late() {
        Storage another = openAnother();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<List<Long>> reader = Race.beside(() -> follow(another, done));
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Storage storage = i % 2 == 0 ? storage() : another;
            String stream = "order-" + i;
            writers.add(() -> {
                for (int n = 0; n < 50; n++) {
                    Await.result(storage.append(request(stream, exactly(2L * n), events(2))));
                }
                return 100;
            });
        }
        List<Race.Outcome<Integer>> outcomes;
        try {
            outcomes = Race.run(writers);
        } finally {
            done.set(true);
        }
        int written = outcomes.stream().mapToInt(o -> o.returned()).sum();
        assertEquals(400, written);
        assertEquals(LongStream.rangeClosed(1, 400).boxed().toList(), Await.result(reader));
    }

    @Test
    public void many_claims_of_one_lease_at_once_are_granted_once() {
        Storage another = openAnother();
        for (int round = 0; round < 10; round++) {
            SubscriptionName name = SubscriptionName.of("race-" + round);
            List<Callable<ClaimResult>> claims = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                NodeId node = new NodeId("n" + i, UUID.randomUUID());
                SubscriptionStorage leases = (i % 2 == 0 ? storage() : another).subscriptions();
                Await.result(leases.renewNode(node, seconds(600), soon()));
                Claim claim = new Claim(
                        StreamId.ALL, name, Optional.of(new StartFrom.Origin()), node, OptionalLong.empty(), soon());
                claims.add(() -> Await.result(leases.claim(claim)));
            }
            List<Race.Outcome<ClaimResult>> results = Race.run(claims);
            long granted =
                    results.stream().filter(o -> o.value() instanceof Granted).count();
            long held = results.stream().filter(o -> o.value() instanceof Held).count();
            assertEquals(1, granted, results.toString());
            assertEquals(5, held, results.toString());
        }
    }

    /** Reads $all from where the last page ended, and what it is handed must go on without a hole. */
    private List<Long> follow(Storage storage, AtomicBoolean done) {
        List<Long> seen = new ArrayList<>();
        while (true) {
            boolean last = done.get();
            List<StoredEvent> page = readForward(storage, "$all", seen.size() + 1, 100);
            for (StoredEvent event : page) {
                if (event.position() != seen.size() + 1) {
                    throw new AssertionError("position " + event.position() + " came after " + seen.size());
                }
                seen.add(event.position());
            }
            if (last && page.isEmpty()) {
                return seen;
            }
        }
    }

    private void fillBusy(Storage storage) {
        for (int i = 0; i < 5; i++) {
            storage.append(request("busy-" + i, ANY, events(1)));
        }
    }

    private List<Race.Outcome<AppendResult>> raceTo(String stream, ExpectedVersion expected, int count) {
        Storage another = openAnother();
        List<Callable<AppendResult>> runners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Storage storage = i % 2 == 0 ? storage() : another;
            runners.add(() -> Await.result(storage.append(request(stream, expected, events(1)))));
        }
        return Race.run(runners);
    }
}
