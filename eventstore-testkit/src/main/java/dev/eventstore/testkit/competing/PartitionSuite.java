package dev.eventstore.testkit.competing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.error.SubscriptionRefusedException.Reason;
import dev.eventstore.api.subscription.PartitionBy;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.spi.Partitioner;
import dev.eventstore.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Several subscribers of one subscription whose events have partition keys. Called by JUnit only. */
public abstract class PartitionSuite extends CompetingStore {

    private static final StreamId A = StreamId.of("a");
    private static final StreamId B = StreamId.of("b");
    private static final StreamId C = StreamId.of("c");
    private static final SubscriptionOptions BY_STREAM = of(3).partitionBy(PartitionBy.stream());

    /** For subclasses. */
    protected PartitionSuite() {}

    @Test
    public void with_fewer_keys_than_subscribers_some_have_nothing_to_do() {
        append(A, 3);
        append(B, 3);
        Crew crew = crew(3, BY_STREAM);
        crew.await(2);
        Await.stays("the third gets nothing", () -> crew.count() == 2);
        assertEquals(List.of(1L, 4L), crew.numbers());
        crew.workUntil(6);
        assertOrdered(crew, event -> event.stream().value());
    }

    @Test
    public void events_of_one_key_are_handled_in_order_by_whomever() {
        for (int i = 0; i < 30; i++) {
            append(List.of(A, B, C).get(i % 3), 1 + i % 4);
        }
        long last = store().info(StreamId.ALL).orElseThrow().version();
        Crew crew = crew(3, BY_STREAM.bufferSize(2).maxSize(20));
        crew.workUntil(last);
        assertEquals(range(1, last), crew.numbers());
        assertOrdered(crew, event -> event.stream().value());
    }

    @Test
    public void the_next_of_a_key_comes_when_the_one_before_is_acknowledged() {
        append(A, 2);
        append(B, 1);
        Crew crew = crew(2, BY_STREAM);
        crew.await(2);
        int holder = crew.indexOf(1);
        crew.acknowledge(crew.indexOf(3));
        Await.stays("the second of a waits for the first", () -> crew.count() == 2);
        crew.acknowledge(holder);
        crew.await(3);
        assertEquals(range(1, 3), crew.numbers());
    }

    @Test
    public void a_key_may_go_to_one_that_joined_when_none_of_its_events_is_in_flight() {
        append(A, 3);
        Crew crew = crew(1, BY_STREAM);
        crew.await(1);
        crew.add(BY_STREAM, Worker.silent());
        Await.stays("the second of a waits for the first", () -> crew.get(1).count() == 0);
        crew.acknowledge(0);
        assertEquals(List.of(2L), numbers(crew.get(1).await(1)), "whoever was not served for longest");
        crew.acknowledge(1);
        crew.await(3);
        assertEquals(range(1, 3), crew.numbers());
    }

    /** Hole 15 of the model. */
    @Test
    public void a_key_stays_with_who_holds_it_though_events_of_other_keys_came_since() {
        SubscriptionOptions options = of(2).partitionBy(PartitionBy.stream()).bufferSize(3);
        Crew crew = crew(1, options);
        append(A, 1);
        append(B, 1);
        crew.await(2);
        crew.add(options, Worker.silent());
        append(A, 1);
        append(C, 1);
        crew.await(4);
        assertEquals(List.of(1L, 2L, 3L), crew.get(0).numbers());
        append(A, 1);
        Await.stays("nobody else gets it", () -> crew.count() == 4);
        assertEquals(List.of(4L), crew.get(1).numbers());
    }

    @Test
    public void the_keys_of_one_that_goes_are_taken_over_in_order() {
        append(A, 4);
        SubscriptionOptions options = of(2).partitionBy(PartitionBy.stream()).bufferSize(2);
        Crew crew = crew(2, options);
        crew.await(2);
        int holder = crew.indexOf(1);
        assertEquals(0, crew.get(1 - holder).count());
        crew.close(holder);
        crew.get(1 - holder).await(2);
        crew.acknowledge(1 - holder);
        assertEquals(range(1, 4), numbers(crew.get(1 - holder).await(4)));
    }

    @Test
    public void a_correlation_id_may_be_the_key_and_events_without_one_are_in_nobodys_way() {
        UUID one = new UUID(1, 1);
        store().append(
                        ORDER,
                        ANY,
                        List.of(event(1).correlationId(one), event(2).correlationId(one), event(3), event(4)));
        Crew crew = crew(3, of(3).partitionBy(PartitionBy.correlationId()));
        crew.await(3);
        Await.stays("2 waits for 1", () -> crew.count() == 3);
        assertEquals(List.of(1L, 3L, 4L), crew.numbers());
    }

    @Test
    public void a_value_of_the_metadata_may_be_the_key() {
        EventData bare = event(4).metadata(List.of("no object"));
        store().append(ORDER, ANY, List.of(tenant(1, "x"), tenant(2, "x"), tenant(3, 7), bare, tenant(5, 7)));
        Crew crew = crew(4, of(4).partitionBy(PartitionBy.metadata("tenant")));
        crew.await(3);
        Await.stays("2 and 5 wait", () -> crew.count() == 3);
        assertEquals(List.of(1L, 3L, 4L), crew.numbers());
    }

    @Test
    public void a_plugin_may_give_the_key() {
        EventStore other = withPlugins();
        append(6);
        SubscriptionOptions options = of(4).partitionBy(PartitionBy.plugin("parity"));
        Worker first = Worker.silent();
        Worker second = Worker.silent();
        Worker third = Worker.silent();
        for (Worker each : List.of(first, second, third)) {
            other.subscribe(StreamId.ALL, WORK, options, each);
        }
        first.await(1);
        second.await(1);
        Await.stays("there are two keys", () -> third.count() == 0);
        assertEquals(1, (first.last().number() + second.last().number()) % 2);
    }

    @Test
    public void a_plugin_that_is_not_there_is_refused_with_what_is() {
        append(1);
        EventStore other = withPlugins();
        SubscriptionOptions options = of(2).partitionBy(PartitionBy.plugin("color"));
        SubscriptionRefusedException refusal = assertThrows(
                SubscriptionRefusedException.class,
                () -> other.subscribe(StreamId.ALL, WORK, options, Worker.silent()));
        assertEquals(Reason.UNKNOWN_PARTITIONER, refusal.reason());
        assertTrue(
                refusal.getMessage().contains("there is no partitioner 'color'")
                        && refusal.getMessage().contains("[broken, parity]"),
                refusal.getMessage());
        Worker worker = Worker.silent();
        other.subscribe(StreamId.ALL, WORK, options.partitionBy(PartitionBy.plugin("parity")), worker);
        worker.await(1);
    }

    @Test
    public void a_plugin_that_fails_ends_the_subscription_and_the_checkpoint_stays() {
        EventStore other = withPlugins();
        append(3);
        Worker worker = Worker.acknowledging();
        SubscriptionOptions options = of(2).partitionBy(PartitionBy.plugin("broken"));
        other.subscribe(StreamId.ALL, WORK, options, worker);
        EventStoreException cause = worker.awaitEnd().orElseThrow();
        assertTrue(cause.getMessage().contains("no key for 3"), cause.getMessage());
        Worker next = Worker.acknowledging();
        var subscription = other.subscribe(StreamId.ALL, WORK, SubscriptionOptions.fromOrigin(), next);
        Await.until("it goes on", () -> subscription.checkpoint().equals(OptionalLong.of(3)));
        assertEquals(3, next.last().number());
    }

    @Test
    public void subscriptions_of_one_stream_with_other_keys_do_not_know_each_other() {
        append(A, 2);
        Crew crew = crew(2, BY_STREAM);
        crew.await(1);
        Worker alone = Worker.acknowledging();
        store().subscribe(A, SubscriptionName.of("alone"), SubscriptionOptions.fromOrigin(), alone);
        assertEquals(range(1, 2), numbers(alone.await(2)));
        assertEquals(1, crew.count());
    }

    private static EventData tenant(int n, Object tenant) {
        return event(n).metadata(Map.of("tenant", tenant, "other", n));
    }

    /** A store of another node that has two plugins; this node has none. */
    private EventStore withPlugins() {
        return closedLater(fixture()
                .newStore("node2")
                .partitioner(new Keys("parity", event -> String.valueOf(event.number() % 2)))
                .partitioner(new Keys("broken", event -> {
                    if (event.number() < 3) {
                        return "all";
                    }
                    throw new IllegalStateException("no key for " + event.number());
                }))
                .open());
    }

    private record Keys(String id, Function<RecordedEvent, String> key) implements Partitioner {

        @Override
        public int spiVersion() {
            return SPI_VERSION;
        }

        @Override
        public Optional<String> keyOf(RecordedEvent event) {
            return Optional.of(key.apply(event));
        }
    }

    /** For each worker the events of a key come in order; and all of them came. */
    private static void assertOrdered(Crew crew, Function<RecordedEvent, String> key) {
        for (Worker worker : crew.workers) {
            worker.events().stream()
                    .collect(Collectors.groupingBy(key))
                    .forEach((same, events) ->
                            assertEquals(numbers(events).stream().sorted().toList(), numbers(events), "key " + same));
        }
    }
}
