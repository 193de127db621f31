package dev.eventstore.testkit.competing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.testkit.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much several subscribers of one subscription get at a time, and which events. Called by JUnit only. */
public abstract class SharedFlowSuite extends CompetingStore {

    /** For subclasses. */
    protected SharedFlowSuite() {}

    @Test
    public void each_gets_only_what_its_selector_wants_and_the_checkpoint_passes_the_rest() {
        SubscriptionOptions even = of(2).selector(event -> event.number() % 2 == 0);
        append(20);
        Crew crew = crew(2, even);
        crew.workUntil(20);
        assertEquals(List.of(2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L), crew.numbers());
    }

    @Test
    public void selectors_that_want_nothing_let_the_checkpoint_go_on() {
        append(20);
        Crew crew = crew(2, of(2).selector(event -> false));
        crew.workUntil(20);
        assertEquals(0, crew.count());
    }

    @Test
    public void nobody_holds_more_than_its_buffer() {
        append(9);
        Crew crew = crew(3, of(3).bufferSize(2));
        crew.await(6);
        Await.stays("all are full", () -> crew.count() == 6);
        crew.workers.forEach(each -> assertEquals(2, each.count()));
        crew.workUntil(9);
        assertEquals(range(1, 9), crew.numbers());
    }

    @Test
    public void nobody_is_left_out_while_events_go_round() {
        Crew crew = crew(3, of(3));
        for (int number = 1; number <= 30; number++) {
            append(1);
            crew.await(number);
            crew.acknowledge(crew.indexOf(number));
        }
        crew.workers.forEach(each -> assertTrue(each.count() >= 3, each.numbers() + " of 30"));
        assertEquals(range(1, 30), crew.numbers());
    }

    @Test
    public void a_long_past_is_shared_while_new_events_come() {
        append(300);
        Crew crew = new Crew();
        SubscriptionOptions options = of(3).bufferSize(5).maxSize(40);
        for (int i = 0; i < 3; i++) {
            crew.add(options, Worker.acknowledging());
        }
        for (int i = 0; i < 10; i++) {
            append(10);
        }
        crew.await(400);
        assertEquals(range(1, 400), crew.numbers());
        crew.workers.forEach(each -> assertFalse(each.events().isEmpty()));
    }

    @Test
    public void one_that_is_stuck_stops_the_others_only_when_all_room_is_used() {
        append(40);
        SubscriptionOptions options = of(2).maxSize(16);
        Crew crew = crew(1, options);
        crew.await(1);
        Worker quick = crew.add(options, Worker.acknowledging());
        assertTrue(numbers(quick.await(13)).containsAll(range(2, 14)));
        Await.stays("the room is used", () -> quick.count() < 16);
        crew.workUntil(40);
        assertEquals(range(1, 40), crew.numbers());
    }

    @Test
    public void room_for_one_event_is_enough() {
        append(10);
        Crew crew = crew(2, of(2).maxSize(1));
        crew.workUntil(10);
        assertEquals(range(1, 10), crew.numbers());
    }

    @Test
    public void room_for_one_buffer_is_enough_and_a_little_more_too() {
        append(20);
        for (int room = 3; room <= 7; room++) {
            SubscriptionOptions options = of(2).bufferSize(3).maxSize(room);
            Crew crew = crew(2, options);
            crew.workUntil(20);
            assertEquals(range(1, 20), crew.numbers(), "room for " + room);
            crew.close(0);
            crew.close(1);
            store().deleteSubscription(StreamId.ALL, WORK);
        }
    }

    @Test
    public void with_much_room_everything_waits_in_memory() {
        append(60);
        Crew crew = crew(2, of(2).bufferSize(10).maxSize(200));
        crew.await(20);
        Await.until("it is subscribed", () -> crew.subscriptions.get(0).state() == SubscriptionState.SUBSCRIBED);
        crew.workUntil(60);
        assertEquals(range(1, 60), crew.numbers());
    }
}
