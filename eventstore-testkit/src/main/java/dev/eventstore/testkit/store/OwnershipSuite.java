package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.SubscriptionDeletedException;
import dev.eventstore.api.error.SubscriptionRefusedException;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One subscriber a subscription, one node that runs it, and what happens when either goes. Called by JUnit only. */
public abstract class OwnershipSuite extends StoreSuite {

    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();
    private static final Map<String, Object> SHORT_LEASES =
            Map.of("eventstore.subscription.lease-ttl", Duration.ofMillis(4_500));

    /** For subclasses. */
    protected OwnershipSuite() {}

    @Test
    public void a_second_subscriber_is_refused_and_the_first_goes_on() {
        Recorder first = Recorder.acknowledging();
        subscribe(store(), first);
        Recorder second = Recorder.acknowledging();
        var refusal = assertThrows(SubscriptionRefusedException.class, () -> subscribe(store(), second));
        assertEquals(ORDER, refusal.stream());
        assertEquals(MAILER, refusal.subscription());
        assertEquals(SubscriptionRefusedException.Reason.TOO_MANY_SUBSCRIBERS, refusal.reason());
        assertThrows(SubscriptionRefusedException.class, () -> store().subscribe(ORDER, MAILER, ORIGIN));
        append(ORDER, 2);
        assertNumbers(1, 2, first.await(2));
        assertEquals(0, second.count());
    }

    @Test
    public void many_that_subscribe_at_once_are_admitted_once() {
        append(ORDER, 1);
        for (int round = 0; round < 10; round++) {
            SubscriptionName name = SubscriptionName.of("race-" + round);
            Recorder recorder = Recorder.silent();
            var outcomes = Race.run(4, () -> store().subscribe(ORDER, name, ORIGIN, recorder));
            assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count());
            assertEquals(
                    3,
                    outcomes.stream()
                            .filter(o -> o.failedWith(SubscriptionRefusedException.class))
                            .count());
            recorder.await(1);
        }
    }

    @Test
    public void the_place_is_free_when_the_subscriber_has_closed() {
        append(ORDER, 4);
        for (int i = 0; i < 4; i++) {
            Recorder recorder = Recorder.silent();
            try (Subscription subscription = subscribe(store(), recorder)) {
                assertEquals(i + 1, recorder.await(1).get(0).number());
                Await.result(subscription.ack(recorder.events()));
            }
        }
    }

    @Test
    public void a_deleted_subscription_ends_its_subscriber_and_forgets_its_checkpoint() {
        append(ORDER, 3);
        Recorder recorder = Recorder.acknowledging();
        Subscription subscription = subscribe(store(), recorder);
        recorder.await(3);
        Await.until("it is written", () -> subscription.checkpoint().equals(OptionalLong.of(3)));
        store().deleteSubscription(ORDER, MAILER);
        assertInstanceOf(SubscriptionDeletedException.class, recorder.awaitEnd().orElseThrow());
        Await.failure(SubscriptionDeletedException.class, subscription.ended());
        Recorder again = Recorder.acknowledging();
        subscribe(store(), again);
        assertNumbers(1, 3, again.await(3));
    }

    @Test
    public void deleting_what_is_not_there_or_has_no_subscriber_is_no_failure() {
        store().deleteSubscription(ORDER, MAILER);
        append(ORDER, 2);
        Recorder recorder = Recorder.silent();
        try (Subscription subscription = subscribe(store(), recorder)) {
            Await.result(subscription.ack(recorder.await(1)));
        }
        store().deleteSubscription(ORDER, MAILER);
        store().deleteSubscription(ORDER, MAILER);
        Recorder again = Recorder.acknowledging();
        subscribe(store(), again);
        assertNumbers(1, 2, again.await(2));
    }

    @Test
    public void deletion_by_another_node_ends_the_subscriber_at_its_next_step() {
        append(ORDER, 3);
        EventStore holder = open("node2", SHORT_LEASES);
        Recorder recorder = Recorder.silent();
        Subscription subscription = subscribe(holder, recorder);
        List<RecordedEvent> events = recorder.await(1);
        open("node3").deleteSubscription(ORDER, MAILER);
        Await.failure(LeaseLostException.class, subscription.ack(events));
        assertInstanceOf(SubscriptionDeletedException.class, recorder.awaitEnd().orElseThrow());
        Recorder again = Recorder.acknowledging();
        subscribe(store(), again);
        assertNumbers(1, 3, again.await(3));
    }

    @Test
    public void a_second_node_stands_by_and_takes_over_when_the_subscriber_closes() {
        append(ORDER, 4);
        EventStore standby = open("node2", SHORT_LEASES);
        Recorder first = Recorder.silent();
        Recorder second = Recorder.acknowledging();
        Subscription holding = subscribe(store(), first);
        Subscription waiting = subscribe(standby, second);
        assertEquals(SubscriptionState.INITIAL, waiting.state());
        assertEquals(OptionalLong.empty(), waiting.checkpoint());
        Await.result(holding.ack(first.await(1)));
        Await.result(holding.ack(first.await(2)));
        first.await(3);
        Await.stays("the second gets nothing", () -> second.count() == 0);
        assertEquals(SubscriptionState.INITIAL, waiting.state());
        holding.close();
        assertNumbers(3, 4, second.await(2));
        append(ORDER, 1);
        assertNumbers(3, 5, second.await(3));
        assertEquals(3, first.count());
    }

    @Test
    public void a_second_node_takes_over_when_the_first_store_closes() {
        append(ORDER, 3);
        EventStore holder = open("node2", SHORT_LEASES);
        EventStore standby = open("node3", SHORT_LEASES);
        Recorder first = Recorder.silent();
        Recorder second = Recorder.acknowledging();
        Subscription holding = subscribe(holder, first);
        subscribe(standby, second);
        Await.result(holding.ack(first.await(1)));
        holder.close();
        first.awaitEnd();
        assertNumbers(2, 3, second.await(2));
    }

    @Test
    public void a_node_that_stands_by_may_go() {
        EventStore standby = open("node2", SHORT_LEASES);
        Recorder first = Recorder.acknowledging();
        Recorder second = Recorder.acknowledging();
        subscribe(store(), first);
        Subscription waiting = subscribe(standby, second);
        waiting.close();
        assertEquals(Optional.empty(), second.awaitEnd());
        standby.close();
        append(ORDER, 2);
        assertNumbers(1, 2, first.await(2));
        assertEquals(0, second.count());
    }

    @Test
    public void of_three_nodes_one_delivers_and_each_event_is_handled_once_as_they_go() {
        List<EventStore> nodes = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        for (int i = 2; i <= 4; i++) {
            EventStore node = open("node" + i, SHORT_LEASES);
            Recorder recorder = Recorder.acknowledging();
            subscribe(node, recorder);
            nodes.add(node);
            recorders.add(recorder);
        }
        for (int round = 1; round <= 3; round++) {
            append(ORDER, 5);
            int wanted = 5 * round;
            Await.until(
                    wanted + " events are handled",
                    () -> recorders.stream().mapToInt(Recorder::count).sum() == wanted);
            Recorder holder = recorders.stream()
                    .filter(recorder -> recorder.count() > 0 && recorder.last().number() == wanted)
                    .findFirst()
                    .orElseThrow();
            nodes.get(recorders.indexOf(holder)).close();
            holder.awaitEnd();
        }
        List<Long> handled = new ArrayList<>();
        recorders.forEach(recorder -> handled.addAll(numbers(recorder.events())));
        assertEquals(range(1, 15), handled.stream().sorted().toList());
    }

    private Subscription subscribe(EventStore from, Recorder recorder) {
        return from.subscribe(ORDER, MAILER, ORIGIN, recorder);
    }
}
