package dev.eventstore.example.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.cluster.ClusterProcess;
import dev.eventstore.api.cluster.Handoff;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.example.counter.Counters.Add;
import dev.eventstore.example.counter.Counters.Read;
import dev.eventstore.example.counter.Counters.Total;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import dev.eventstore.testkit.memory.InMemoryEventStore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterTest {

    private static final ProcessName VISITS = Counters.named("visits");

    @Test
    void a_store_finds_the_counters_and_they_count_by_name() {
        try (EventStore store = InMemoryEventStore.open()) {
            assertEquals(3, add(store, VISITS, 3));
            assertEquals(5, add(store, VISITS, 2));
            assertEquals(1, add(store, Counters.named("other"), 1));
            assertEquals(new Total(5), Await.result(store.cluster().ask(VISITS, new Read(), Total.class)));
        }
    }

    @Test
    void nothing_is_lost_when_many_count_at_once() {
        try (EventStore store = InMemoryEventStore.open()) {
            Race.run(
                    4,
                    () -> IntStream.range(0, 250)
                            .mapToLong(i -> add(store, VISITS, 1))
                            .max()
                            .orElseThrow());
            assertEquals(1_000, add(store, VISITS, 0));
        }
    }

    @Test
    void a_counter_that_moves_goes_on_where_it_was() {
        ClusterProcess here = new Counter();
        Await.result(here.handle(new Add(41)));
        Handoff.Resume handedOff = assertInstanceOf(Handoff.Resume.class, here.handOff());
        ClusterProcess there = new Counter();
        there.resume(handedOff.state());
        assertEquals(new Total(42), Await.result(there.handle(new Add(1))));
    }

    private static long add(EventStore store, ProcessName counter, long amount) {
        return Await.result(store.cluster().ask(counter, new Add(amount), Total.class))
                .value();
    }
}
