package dev.eventstore.testkit.competing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.subscription.Subscription;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the list of subscriptions says about what each does. Called by JUnit only. */
public abstract class ActivitySuite extends CompetingStore {

    /** For subclasses. */
    protected ActivitySuite() {}

    @Test
    public void a_running_subscription_tells_its_state_its_subscribers_and_what_is_in_flight() {
        append(9);
        Crew crew = crew(2, of(2).bufferSize(3));
        crew.await(6);
        NodeId self = store().cluster().self();
        Activity activity = activity();
        assertEquals(Presence.RUNNING, activity.presence());
        assertEquals(Optional.of(self), activity.node());
        assertEquals(List.of(self, self), activity.subscribers());
        assertEquals(6, activity.inFlight());
        crew.workUntil(9);
        awaitState(SubscriptionState.SUBSCRIBED);
        assertEquals(0, activity().inFlight());
        crew.close(0);
        assertEquals(List.of(self), activity().subscribers());
        assertEquals(0, info().lag());
    }

    @Test
    public void a_subscription_that_is_full_and_one_that_is_not_through_with_the_past_say_so() {
        crew(1, of(1).bufferSize(2).maxSize(2));
        awaitState(SubscriptionState.SUBSCRIBED);
        append(9);
        awaitState(SubscriptionState.MAX_CAPACITY);
        SubscriptionName late = SubscriptionName.of("late");
        store().subscribe(StreamId.ALL, late, of(1).bufferSize(1).maxSize(4), Worker.silent());
        Await.until(
                "the past is handed out",
                () -> info(store(), late).activity().state().equals(Optional.of(SubscriptionState.CATCHING_UP)));
        assertEquals(1, info(store(), late).activity().inFlight());
    }

    @Test
    public void one_without_subscribers_is_idle_and_is_neither_started_nor_kept_by_the_question() {
        EventStore hurried = open("hurried", Map.of("eventstore.process.idle-timeout", Duration.ofMillis(400)));
        ProcessName process = ProcessName.subscription(StreamId.ALL, WORK);
        Subscription subscription = hurried.subscribe(StreamId.ALL, WORK, of(1), Worker.silent());
        assertEquals(Presence.RUNNING, info(hurried, WORK).activity().presence());
        subscription.close();
        Await.until("the process ends though it is asked for all the time", () -> {
            assertEquals(Activity.IDLE, info(hurried, WORK).activity());
            return hurried.cluster().whereis(process).isEmpty();
        });
        assertEquals(Activity.IDLE, info(hurried, WORK).activity());
        assertTrue(hurried.cluster().whereis(process).isEmpty());
    }

    @Test
    public void
            one_that_another_node_runs_in_no_cluster_with_this_is_held_elsewhere_and_a_standby_waits_for_its_lease() {
        crew(1, of(1));
        EventStore other = open("node2");
        assertEquals(Activity.HELD_ELSEWHERE, info(other, WORK).activity());
        assertEquals(store().cluster().self().name(), info(other, WORK).owner().orElseThrow());
        other.subscribe(StreamId.ALL, WORK, of(1), Worker.silent());
        Activity standby = info(other, WORK).activity();
        assertEquals(Optional.of(SubscriptionState.INITIAL), standby.state());
        assertEquals(List.of(other.cluster().self()), standby.subscribers());
        assertEquals(Optional.of(store().cluster().self()), activity().node());
    }

    @Test
    public void a_thousand_subscriptions_are_listed_with_what_each_does() {
        SubscriptionOptions one = of(1);
        for (int i = 0; i < 1_000; i++) {
            SubscriptionName name = SubscriptionName.of("s" + i);
            Subscription subscription = store().subscribe(ORDER, name, one, Worker.silent());
            if (i % 2 == 1) {
                subscription.close();
            }
        }
        Map<Presence, Long> counts = store().subscriptions().stream()
                .collect(Collectors.groupingBy(each -> each.activity().presence(), Collectors.counting()));
        assertEquals(Map.of(Presence.RUNNING, 500L, Presence.IDLE, 500L), counts);
    }

    private Activity activity() {
        return info().activity();
    }

    private SubscriptionInfo info() {
        return info(store(), WORK);
    }

    private static SubscriptionInfo info(EventStore store, SubscriptionName name) {
        return store.subscriptions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no subscription " + name));
    }

    private void awaitState(SubscriptionState state) {
        Await.until("it is " + state, () -> activity().state().equals(Optional.of(state)));
    }
}
