package dev.eventstore.core.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.support.Events;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SubscriptionMachineTest {

    private static final int SEEDS = 3_000;

    private final SubscriptionMachine machine = new SubscriptionMachine();

    @Test
    void whatever_happens_in_whatever_order_it_does_what_a_simple_oracle_says() {
        Long only = Long.getLong("machine.seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            try {
                new MachineRun(new SplittableRandom(seed)).run(200);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("repeat with -Dmachine.seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    @Test
    void it_goes_through_the_states_of_the_model() {
        machine.attached(EventFilter.all(), 1, 2);
        assertEquals(SubscriptionState.INITIAL, machine.state());
        machine.leased(0);
        assertEquals(SubscriptionState.REQUEST_CATCH_UP, machine.state());
        read(Events.range(1, 2), true);
        assertEquals(SubscriptionState.CATCHING_UP, machine.state());
        assertFalse(machine.wantsRead(), "it is full");
        handleAll();
        assertEquals(SubscriptionState.REQUEST_CATCH_UP, machine.state());
        read(List.of(), false);
        assertEquals(SubscriptionState.SUBSCRIBED, machine.state());
        machine.advanced();
        read(Events.range(3, 4), true);
        assertEquals(SubscriptionState.MAX_CAPACITY, machine.state());
        machine.lost(SubscriptionState.DISCONNECTED);
        assertEquals(SubscriptionState.DISCONNECTED, machine.state());
        machine.leased(2);
        assertEquals(3, deliverAfter(Events.range(3, 3)).get(0).number(), "what was not acknowledged comes again");
    }

    @Test
    void what_is_appended_while_a_read_is_under_way_is_read_afterwards() {
        machine.attached(EventFilter.all(), 1, 10);
        machine.leased(0);
        machine.reading();
        machine.advanced();
        machine.read(List.of(), 0, false);
        assertTrue(machine.wantsRead());
    }

    @Test
    void an_event_that_is_read_twice_is_delivered_once() {
        machine.attached(EventFilter.all(), 10, 10);
        machine.leased(0);
        read(Events.range(1, 2), true);
        read(Events.range(1, 3), false);
        assertEquals(3, machine.deliver().size());
    }

    @Test
    void a_buffer_as_large_as_the_whole_room_does_not_starve() {
        machine.attached(EventFilter.all(), 10, 10);
        machine.leased(0);
        read(Events.range(1, 10), true);
        machine.deliver();
        machine.acknowledged(1);
        assertTrue(machine.wantsRead(), "nothing waits, and there is room");
    }

    @Test
    void only_what_was_handled_since_the_last_checkpoint_counts_towards_the_next() {
        machine.attached(EventFilter.types("wanted"), 10, 10);
        machine.leased(0);
        read(List.of(Events.stored(1, "other", "order", 1), Events.stored(2, "wanted", "order", 1)), false);
        assertEquals(1, machine.handled());
        machine.deliver();
        machine.acknowledged(2);
        assertEquals(2, machine.handled());
        machine.checkpointed();
        assertEquals(0, machine.handled());
        assertEquals(2, machine.checkpoint());
    }

    @Test
    void a_stretch_that_was_looked_through_without_a_match_moves_the_checkpoint_and_counts_towards_it() {
        machine.attached(EventFilter.types("wanted"), 10, 10);
        machine.leased(0);
        machine.reading();
        machine.read(List.of(), 10_000, true);
        assertEquals(10_000, machine.checkpoint());
        assertEquals(10_000, machine.handled());
        assertTrue(machine.wantsRead());
        machine.checkpointed();
        machine.reading();
        machine.read(List.of(Events.stored(10_005, "wanted", "order", 1)), 10_009, false);
        assertEquals(10_004, machine.checkpoint(), "up to the event that waits");
        assertEquals(10_009, machine.received());
        assertEquals(8, machine.handled());
    }

    @Test
    void a_subscriber_that_comes_back_goes_on_after_what_it_has_received() {
        machine.attached(EventFilter.all(), 3, 10);
        machine.leased(2);
        machine.resumed(3, 5, List.of(4L, 5L));
        assertEquals(3, machine.checkpoint(), "what it holds is in flight");
        assertEquals(List.of(6L), numbers(deliverAfter(Events.range(6, 8))), "there is room for one");
        machine.acknowledged(5);
        assertEquals(5, machine.checkpoint());
    }

    /** Another subscriber had its place in between. */
    @Test
    void the_checkpoint_never_goes_back_though_a_subscriber_holds_what_is_below_it() {
        machine.attached(EventFilter.all(), 2, 10);
        machine.leased(8);
        machine.resumed(4, 6, List.of(5L, 6L));
        assertEquals(8, machine.checkpoint());
        assertEquals(List.of(), deliverAfter(Events.range(9, 9)), "it is busy with as much as it may hold");
        machine.acknowledged(6);
        assertEquals(List.of(9L), numbers(machine.deliver()));
    }

    private static List<Long> numbers(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::number).toList();
    }

    private List<StoredEvent> deliverAfter(List<StoredEvent> page) {
        read(page, false);
        return machine.deliver();
    }

    private void handleAll() {
        for (List<StoredEvent> batch = machine.deliver(); !batch.isEmpty(); batch = machine.deliver()) {
            machine.acknowledged(batch.get(batch.size() - 1).number());
        }
    }

    private void read(List<StoredEvent> page, boolean more) {
        machine.reading();
        machine.read(page, machine.received(), more);
    }
}
