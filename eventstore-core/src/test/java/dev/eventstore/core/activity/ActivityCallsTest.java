package dev.eventstore.core.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.NoNodeAvailableException;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionInfo.Activity;
import dev.eventstore.api.subscription.SubscriptionInfo.Presence;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.support.HeldRegistry;
import dev.eventstore.core.support.ManualTime;
import dev.eventstore.core.wire.ActivityMessages;
import dev.eventstore.core.wire.ActivityMessages.Describe;
import dev.eventstore.core.wire.ActivityMessages.Described;
import dev.eventstore.core.wire.ActivityMessages.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActivityCallsTest {

    private static final NodeId FIRST = new NodeId("first", new UUID(1, 1));
    private static final NodeId SECOND = new NodeId("second", new UUID(2, 2));

    private final ManualTime time = new ManualTime();
    private final HeldRegistry registry = new HeldRegistry();
    private final ActivityCalls calls = new ActivityCalls(registry, time);

    @Test
    void a_thousand_subscriptions_are_asked_about_at_once_in_a_few_messages() {
        registry.owners(name -> name.key().endsWith("0") ? FIRST : SECOND);
        CompletableFuture<List<SubscriptionInfo>> asked = describe(1_000);
        List<HeldRegistry.Sent> sent = registry.sent();
        assertEquals(
                List.of(100, 500, 400),
                sent.stream()
                        .map(each -> ((Describe) each.message()).names().size())
                        .toList());
        assertEquals(
                List.of(FIRST, SECOND, SECOND),
                sent.stream().map(each -> each.node().orElseThrow()).toList());
        for (HeldRegistry.Sent each : sent) {
            assertEquals(ActivityMessages.desk(), each.name());
            each.answer()
                    .complete(new Described(
                            ((Describe) each.message())
                                    .names().stream()
                                            .map(name -> new Running(
                                                    name, SubscriptionState.SUBSCRIBED, List.of(SECOND, FIRST), 1))
                                            .toList(),
                            List.of()));
        }
        List<SubscriptionInfo> told = asked.join();
        assertEquals(
                stored(1_000).stream().map(SubscriptionInfo::name).toList(),
                told.stream().map(SubscriptionInfo::name).toList());
        assertEquals(
                new Activity(
                        Presence.RUNNING,
                        Optional.of(SECOND),
                        Optional.of(SubscriptionState.SUBSCRIBED),
                        List.of(FIRST, SECOND),
                        1),
                told.get(999).activity());
    }

    @Test
    void a_node_that_does_not_answer_and_a_subscription_that_does_not_make_no_failure() {
        registry.owners(name -> name.key().endsWith("0") ? FIRST : SECOND);
        CompletableFuture<List<SubscriptionInfo>> asked = describe(3);
        List<HeldRegistry.Sent> sent = registry.sent();
        sent.get(0).answer().completeExceptionally(new DeadlineExceededException("late", null));
        sent.get(1).answer().complete(new Described(List.of(), List.of(process(1))));
        assertEquals(
                List.of(Activity.silent(Optional.of(FIRST)), Activity.silent(Optional.of(SECOND)), Activity.IDLE),
                asked.join().stream().map(SubscriptionInfo::activity).toList());
    }

    @Test
    void where_the_quorum_is_lost_meanwhile_nobody_is_asked_and_nothing_fails() {
        registry.owners(name -> {
            throw new NoNodeAvailableException(2, 1);
        });
        CompletableFuture<List<SubscriptionInfo>> asked = describe(2);
        assertEquals(List.of(), registry.sent());
        assertTrue(asked.join().stream().allMatch(each -> each.activity().equals(Activity.silent(Optional.empty()))));
    }

    @Test
    void what_does_not_run_where_it_would_be_asked_is_held_elsewhere_if_somebody_lives_who_has_it() {
        registry.owners(name -> FIRST);
        SubscriptionInfo held = new SubscriptionInfo(
                StreamId.ALL,
                SubscriptionName.of("held"),
                1,
                2,
                Optional.of("another"),
                Optional.of(Instant.EPOCH),
                Instant.EPOCH);
        CompletableFuture<List<SubscriptionInfo>> asked =
                calls.describe(List.of(held), soon()).toCompletableFuture();
        registry.one().answer().complete(new Described(List.of(), List.of()));
        assertEquals(List.of(held.with(Activity.HELD_ELSEWHERE)), asked.join());
    }

    private CompletableFuture<List<SubscriptionInfo>> describe(int count) {
        return calls.describe(stored(count), soon()).toCompletableFuture();
    }

    private Deadline soon() {
        return Deadline.after(time, Duration.ofSeconds(15));
    }

    private static List<SubscriptionInfo> stored(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SubscriptionInfo(
                        StreamId.ALL, name(i), 1, 2, Optional.empty(), Optional.empty(), Instant.EPOCH))
                .toList();
    }

    private static SubscriptionName name(int number) {
        return SubscriptionName.of("s" + number);
    }

    private static ProcessName process(int number) {
        return ProcessName.subscription(StreamId.ALL, name(number));
    }
}
