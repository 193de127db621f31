package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.api.subscription.SubscriptionState;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.support.Events;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SubscriptionMachineTest {

    private static final int SEEDS = 3_000;

    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

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
        options(1, 2);
        assertEquals(SubscriptionState.INITIAL, machine.state());
        machine.leased(0);
        assertEquals(SubscriptionState.REQUEST_CATCH_UP, machine.state());
        read(Events.range(1, 2), true);
        assertEquals(SubscriptionState.CATCHING_UP, machine.state());
        assertFalse(machine.wantsRead(), "it is full");
        machine.deliver(id -> true);
        machine.acknowledged(A, 1);
        machine.deliver(id -> true);
        machine.acknowledged(A, 2);
        assertEquals(SubscriptionState.REQUEST_CATCH_UP, machine.state());
        read(List.of(), false);
        assertEquals(SubscriptionState.SUBSCRIBED, machine.state());
        machine.advanced();
        read(Events.range(3, 4), true);
        assertEquals(SubscriptionState.MAX_CAPACITY, machine.state());
        machine.lost(SubscriptionState.DISCONNECTED);
        assertEquals(SubscriptionState.DISCONNECTED, machine.state());
        machine.leased(2);
        read(Events.range(3, 3), false);
        assertEquals(Map.of(A, List.of(3L)), deliver(), "what was not acknowledged comes again");
    }

    @Test
    void what_is_appended_while_a_read_is_under_way_is_read_afterwards() {
        options(1, 10);
        machine.leased(0);
        machine.reading();
        machine.advanced();
        machine.read(List.of(), 0, false);
        assertTrue(machine.wantsRead());
    }

    @Test
    void an_event_that_is_read_twice_is_delivered_once() {
        leased(10, 10);
        read(Events.range(1, 2), true);
        read(Events.range(1, 3), false);
        assertEquals(Map.of(A, List.of(1L, 2L, 3L)), deliver());
    }

    @Test
    void a_buffer_as_large_as_the_whole_room_does_not_starve() {
        leased(10, 10);
        read(Events.range(1, 10), true);
        deliver();
        machine.acknowledged(A, 1);
        assertTrue(machine.wantsRead(), "nothing waits, and there is room");
    }

    @Test
    void only_what_was_handled_since_the_last_checkpoint_counts_towards_the_next() {
        machine.options(EventFilter.types("wanted"), event -> Optional.empty(), 10, 10);
        machine.attached(A, 0);
        machine.leased(0);
        read(List.of(Events.stored(1, "other", "order", 1), Events.stored(2, "wanted", "order", 1)), false);
        assertEquals(1, machine.handled());
        deliver();
        machine.acknowledged(A, 1);
        assertEquals(2, machine.handled());
        machine.checkpointed();
        assertEquals(0, machine.handled());
        assertEquals(2, machine.checkpoint());
    }

    @Test
    void a_stretch_that_was_looked_through_without_a_match_moves_the_checkpoint_and_counts_towards_it() {
        machine.options(EventFilter.types("wanted"), event -> Optional.empty(), 10, 10);
        machine.attached(A, 0);
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
    void events_go_round_and_those_who_are_busy_get_none() {
        leased(2, 100);
        machine.attached(B, 0);
        read(Events.range(1, 5), false);
        assertEquals(Map.of(A, List.of(1L, 3L), B, List.of(2L, 4L)), deliver());
        machine.acknowledged(B, 1);
        assertEquals(Map.of(B, List.of(5L)), deliver());
    }

    /** The model's numbers: 1, 2, 3, then 6 and 5, then 4. */
    @Test
    void acknowledgements_in_any_order_move_the_checkpoint_when_nothing_before_is_open() {
        List<UUID> six = List.of(A, B, new UUID(0, 3), new UUID(0, 4), new UUID(0, 5), new UUID(0, 6));
        options(1, 100);
        six.forEach(id -> machine.attached(id, 0));
        machine.leased(0);
        read(Events.range(1, 6), false);
        deliver();
        six.subList(0, 3).forEach(id -> machine.acknowledged(id, 1));
        assertEquals(3, machine.checkpoint());
        machine.acknowledged(six.get(5), 1);
        machine.acknowledged(six.get(4), 1);
        assertEquals(3, machine.checkpoint());
        machine.acknowledged(six.get(3), 1);
        assertEquals(6, machine.checkpoint());
    }

    /** Hole 15 of the model. */
    @Test
    void a_key_stays_with_who_holds_it_though_it_got_events_of_other_keys_since() {
        leased(3, 100);
        machine.attached(B, 0);
        read(List.of(keyed(1, "a"), keyed(2, "x"), keyed(3, "b"), keyed(4, "y"), keyed(5, "a")), false);
        assertEquals(Map.of(A, List.of(1L, 3L, 5L), B, List.of(2L, 4L)), deliver());
        read(List.of(keyed(6, "a")), false);
        assertEquals(Map.of(), deliver(), "A is full, and B must not have it while 1 and 5 are in flight");
        machine.acknowledged(A, 3);
        machine.attached(A, 3);
        assertEquals(List.of(6L), deliver().values().iterator().next());
    }

    @Test
    void what_a_dead_one_held_goes_to_others_in_order_and_before_what_is_later() {
        leased(2, 100);
        machine.attached(B, 0);
        read(List.of(keyed(1, "a"), keyed(2, "b"), keyed(3, "a"), keyed(4, "b"), keyed(5, "a")), false);
        assertEquals(Map.of(A, List.of(1L, 3L), B, List.of(2L, 4L)), deliver());
        machine.left(A);
        machine.acknowledged(B, 2);
        assertEquals(Map.of(B, List.of(1L, 3L)), deliver());
        machine.acknowledged(B, 4);
        assertEquals(Map.of(B, List.of(5L)), deliver());
    }

    /** PROTOCOL A7. */
    @Test
    void an_acknowledgement_covers_nothing_that_others_have_or_that_came_later() {
        leased(3, 100);
        machine.attached(B, 0);
        read(Events.range(8, 10), false);
        machine.deliver(B::equals);
        machine.left(B);
        machine.attached(B, 3);
        assertFalse(machine.resumed(B, 7, List.of(), List.of(11L, 8L, 7L), Map.of()), "7 is settled");
        machine.deliver(B::equals);
        machine.acknowledged(B, 3);
        assertEquals(7, machine.checkpoint());
        machine.acknowledged(A, 100);
        assertEquals(7, machine.checkpoint());
        machine.acknowledged(B, 6);
        assertEquals(10, machine.checkpoint());
    }

    @Test
    void a_stuck_one_stops_the_others_only_when_all_room_is_used() {
        leased(1, 8);
        machine.attached(B, 0);
        read(Events.range(1, 8), true);
        assertEquals(Map.of(A, List.of(1L), B, List.of(2L)), deliver());
        for (int count = 1; count <= 6; count++) {
            machine.acknowledged(B, count);
            assertEquals(Map.of(B, List.of(2L + count)), deliver());
        }
        machine.acknowledged(B, 7);
        assertEquals(Map.of(), deliver());
        assertFalse(machine.wantsRead());
        machine.acknowledged(A, 1);
        assertEquals(8, machine.checkpoint());
        assertTrue(machine.wantsRead());
    }

    @Test
    void what_somebody_holds_from_another_owner_is_read_though_much_waits_since_it_may_have_to_be_parked() {
        options(1, 10);
        machine.leased(0);
        machine.resumed(A, 0, List.of(), List.of(9L), Map.of());
        read(Events.range(1, 7), true);
        assertEquals(Map.of(), deliver(), "whoever could have one is busy");
        assertEquals(List.of(), machine.lot().held(A, 9), "it cannot be parked yet");
        assertTrue(machine.wantsRead());
        read(Events.range(8, 9), true);
        assertEquals(1, machine.lot().held(A, 9).size());
        assertFalse(machine.wantsRead(), "all that is held is read, and much waits");
    }

    @Test
    void one_that_comes_back_to_another_owner_goes_on_with_what_it_holds() {
        options(3, 10);
        machine.leased(2);
        machine.attached(A, 5);
        assertTrue(machine.resumed(A, 3, List.of(6L), List.of(4L, 5L), Map.of()));
        read(Events.range(4, 8), false);
        assertEquals(3, machine.checkpoint(), "what it holds is in flight");
        assertEquals(Map.of(A, List.of(7L)), deliver(), "there is room for one, and 6 is handled");
        machine.acknowledged(A, 5);
        assertEquals(6, machine.checkpoint());
    }

    /** PROTOCOL A9. */
    @Test
    void a_key_that_a_live_one_holds_from_the_owner_before_goes_to_nobody_else() {
        options(1, 10);
        machine.leased(0);
        machine.attached(A, 1);
        machine.attached(B, 0);
        assertTrue(machine.resumed(A, 0, List.of(), List.of(1L), Map.of(1L, "a")));
        assertTrue(machine.resumed(B, 0, List.of(), List.of(), Map.of()));
        read(List.of(keyed(1, "a"), keyed(2, "a"), keyed(3, "b")), false);
        assertEquals(Map.of(B, List.of(3L)), deliver());
        machine.acknowledged(A, 1);
        assertEquals(Map.of(A, List.of(2L)), deliver());
    }

    /** One that died had handled 1; nobody is left who knows, and 2 was not read yet. */
    @Test
    void what_comes_again_goes_to_who_holds_a_later_one_of_its_key() {
        options(2, 10);
        machine.leased(0);
        machine.attached(A, 7);
        machine.attached(B, 0);
        assertTrue(machine.resumed(A, 0, List.of(), List.of(2L), Map.of(2L, "a")));
        machine.reading();
        machine.read(List.of(keyed(1, "a")), 0, true);
        assertEquals(Map.of(A, List.of(1L)), deliver());
    }

    @Test
    void who_tells_late_holds_nothing_any_more() {
        options(1, 10);
        machine.leased(0);
        machine.attached(B, 0);
        read(Events.range(1, 1), false);
        assertEquals(Set.of(B), machine.deliver(B::equals).keySet());
        machine.attached(A, 1);
        assertFalse(machine.resumed(A, 0, List.of(), List.of(1L), Map.of()));
        assertEquals(0, machine.checkpoint());
    }

    private void options(int bufferSize, int maxSize) {
        machine.options(
                EventFilter.all(),
                event -> Optional.of(event.stream()).filter(stream -> stream.length() == 1),
                bufferSize,
                maxSize);
        machine.attached(A, 0);
    }

    private void leased(int bufferSize, int maxSize) {
        options(bufferSize, maxSize);
        machine.leased(0);
    }

    /** An event of a stream whose name is its key. */
    private static StoredEvent keyed(long number, String key) {
        return Events.stored(number, "happened", key, 1);
    }

    private Map<UUID, List<Long>> deliver() {
        return machine.deliver(id -> true).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> each.getValue().events().stream()
                                .map(StoredEvent::number)
                                .toList()));
    }

    private void read(List<StoredEvent> page, boolean more) {
        machine.reading();
        machine.read(page, machine.received(), more);
    }
}
