package dev.eventstore.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.memory.InMemoryStorage;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Random batches: what many appends in one statement come to is what they come to one after the other in memory, but for the
 * order of streams among each other.
 */
class BatchOracleTest {

    private static final int ROUNDS = 60;
    private static final int APPENDS = 24;

    @Test
    void a_batch_comes_to_what_its_appends_come_to_one_by_one() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        Random random = new Random(seed);
        try (TestDatabase database = PostgresForTests.newDatabase();
                TestStore store = new TestStore(Stores.config(database));
                InMemoryStorage oracle = new InMemoryStorage()) {
            Await.result(oracle.open());
            List<UUID> used = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<AppendRequest> requests = requests(store, random, used);
                List<String> expected = new ArrayList<>();
                for (AppendRequest request : requests) {
                    expected.add(outcome(oracle.append(request)));
                }
                assertEquals(expected, atOnce(store, requests), "round " + round + ", -Dtest.seed=" + seed);
            }
            assertSameStreams(oracle, store, seed);
        }
    }

    private static List<String> atOnce(TestStore store, List<AppendRequest> requests) {
        store.holdHead();
        CompletionStage<AppendResult> blocker = store.append("blocker", TestStore.event("b"));
        store.awaitWaiting();
        List<CompletionStage<AppendResult>> stages =
                requests.stream().map(store.storage::append).toList();
        store.letHeadGo();
        Await.result(blocker);
        return stages.stream().map(BatchOracleTest::outcome).toList();
    }

    /** Without positions: those depend on the order of streams. */
    private static String outcome(CompletionStage<AppendResult> stage) {
        try {
            AppendResult result = Await.result(stage);
            return result.stream() + " " + result.firstVersion() + ".." + result.lastVersion();
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static List<AppendRequest> requests(TestStore store, Random random, List<UUID> used) {
        List<AppendRequest> requests = new ArrayList<>();
        int streams = 1 + random.nextInt(12);
        boolean odd = random.nextInt(3) > 0;
        for (int i = 0; i < APPENDS; i++) {
            if (odd && !requests.isEmpty() && random.nextInt(8) == 0) {
                requests.add(requests.get(random.nextInt(requests.size())));
                continue;
            }
            Set<UUID> ids = new LinkedHashSet<>();
            for (int k = random.nextInt(3); k >= 0; k--) {
                ids.add(
                        odd && !used.isEmpty() && random.nextInt(12) == 0
                                ? used.get(random.nextInt(used.size()))
                                : UUID.randomUUID());
            }
            used.addAll(ids);
            List<NewEvent> events =
                    ids.stream().map(id -> TestStore.event(id, "t")).toList();
            StreamId stream = StreamId.of("s" + random.nextInt(streams) + "-" + random.nextInt(3));
            requests.add(new AppendRequest(
                    stream, expectation(random, odd), events, TestStore.AT, OptionalLong.empty(), store.soon()));
        }
        return requests;
    }

    private static ExpectedVersion expectation(Random random, boolean odd) {
        return switch (random.nextInt(odd ? 6 : 1)) {
            case 1 -> ExpectedVersion.noStream();
            case 2 -> ExpectedVersion.streamExists();
            case 3, 4 -> ExpectedVersion.exactly(random.nextInt(8));
            default -> ExpectedVersion.any();
        };
    }

    private static void assertSameStreams(InMemoryStorage oracle, TestStore store, long seed) {
        List<StoredEvent> remembered =
                Await.result(oracle.read(new ReadRequest(StreamId.ALL, false, 1, 1_000_000, store.soon())));
        List<StoredEvent> stored = store.all();
        for (int i = 0; i < stored.size(); i++) {
            assertEquals(i + 1, stored.get(i).position(), "positions are dense, -Dtest.seed=" + seed);
        }
        assertEquals(byStream(remembered), byStream(stored), "-Dtest.seed=" + seed);
    }

    private static List<String> byStream(List<StoredEvent> events) {
        return events.stream()
                .filter(e -> !e.stream().equals("blocker"))
                .sorted(Comparator.comparing(StoredEvent::stream).thenComparing(StoredEvent::version))
                .map(e -> e.stream() + " " + e.version() + " " + e.id())
                .toList();
    }
}
