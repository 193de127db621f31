package dev.eventstore.core.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.subscription.EventFilter;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import dev.eventstore.core.support.Events;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events whose numbers are even have the key {@code even}, the others {@code odd}; those above 100 have none. */
class ParkingLotTest {

    private static final UUID SEAT = new UUID(1, 1);

    private final SubscriptionMachine machine = new SubscriptionMachine();

    ParkingLotTest() {
        machine.options(EventFilter.all(), ParkingLotTest::key, 100, 1_000);
        machine.attached(SEAT, 0);
    }

    private static Optional<String> key(StoredEvent event) {
        return event.number() > 100 ? Optional.empty() : Optional.of(event.number() % 2 == 0 ? "even" : "odd");
    }

    @Test
    void what_comes_of_a_parked_key_waits_and_is_delivered_when_the_key_is_free() {
        machine.leased(7, 0, List.of(new ParkedKey(1, "odd")));
        machine.read(Events.range(1, 6), 6, false);
        assertEquals(List.of(2L, 4L, 6L), delivered());
        assertEquals(List.of(3L, 5L), waiting());
        machine.lot().remove(1);
        machine.lot().free("odd");
        assertEquals(List.of(), waiting());
        assertEquals(List.of(3L, 5L), delivered());
    }

    @Test
    void what_is_parked_behind_is_handled_and_the_checkpoint_passes_it_only_then() {
        machine.leased(7, 0, List.of(new ParkedKey(1, "odd")));
        machine.read(Events.range(1, 4), 4, false);
        delivered();
        machine.acknowledged(SEAT, 2);
        assertEquals(2, machine.checkpoint());
        machine.lot().add(3, "odd");
        assertEquals(4, machine.checkpoint());
        assertEquals(2, machine.lot().size());
        assertEquals(List.of(), waiting());
    }

    @Test
    void what_somebody_holds_from_another_owner_and_was_removed_since_is_gone_when_it_was_looked_for() {
        machine.attached(SEAT, 1);
        machine.leased(7, 0, List.of());
        machine.resumed(SEAT, 0, List.of(), List.of(3L), Map.of());
        machine.read(Events.range(1, 2), 2, true);
        assertFalse(machine.lot().isGone(SEAT, 3), "it is not read yet");
        machine.read(Events.range(4, 4), 4, false);
        assertTrue(machine.lot().isGone(SEAT, 3));
        assertFalse(machine.lot().isGone(SEAT, 4));
    }

    @Test
    void an_event_that_fails_takes_later_ones_of_its_key_along() {
        machine.leased(7, 0, List.of());
        machine.read(Events.range(1, 5), 5, false);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), delivered());
        List<StoredEvent> held = machine.lot().held(SEAT, 2);
        assertEquals(List.of(2L, 4L), held.stream().map(StoredEvent::number).toList());
        assertEquals("even", machine.lot().keyInFlight(SEAT, 2));
        held.forEach(event -> machine.lot().add(event.number(), "even"));
        assertEquals(0, machine.checkpoint(), "they are in flight still");
        assertTrue(machine.lot().isBusy("odd", 1));
        assertFalse(machine.lot().isBusy("even", 2), "what is in flight of it is parked");
        machine.acknowledged(SEAT, 5);
        assertEquals(5, machine.checkpoint());
        assertEquals(List.of(), machine.lot().held(SEAT, 2));
    }

    @Test
    void nothing_more_of_a_key_is_delivered_from_when_it_is_about_to_be_parked() {
        machine.leased(7, 0, List.of());
        machine.read(Events.range(1, 2), 2, false);
        delivered();
        machine.lot().close("even", 2);
        machine.read(Events.range(3, 4), 4, false);
        assertEquals(List.of(3L), delivered());
        machine.lot().add(2, "even");
        assertEquals(List.of(), delivered());
        assertEquals(List.of(4L), waiting());
        machine.lot().remove(2);
        machine.lot().free("even");
        assertEquals(List.of(4L), delivered());
    }

    @Test
    void without_a_key_an_event_takes_none_along() {
        machine.leased(7, 100, List.of());
        machine.read(Events.range(101, 103), 103, false);
        delivered();
        assertEquals(1, machine.lot().held(SEAT, 102).size());
    }

    @Test
    void what_is_parked_is_passed_over_when_it_is_read_again_or_put_back() {
        machine.leased(7, 100, List.of(new ParkedKey(102, null)));
        machine.read(Events.range(101, 104), 104, false);
        assertEquals(List.of(101L, 103L, 104L), delivered());
        machine.lot().add(103, null);
        machine.attached(SEAT, 3);
        assertEquals(List.of(101L, 104L), delivered());
        machine.acknowledged(SEAT, 5);
        assertEquals(104, machine.checkpoint());
    }

    @Test
    void nothing_of_it_is_known_under_another_lease() {
        machine.leased(7, 0, List.of(new ParkedKey(1, "odd")));
        assertEquals(7, machine.lot().token());
        machine.leased(8, 0, List.of());
        assertEquals(8, machine.lot().token());
        assertFalse(machine.lot().isParked(1));
        machine.read(Events.range(1, 2), 2, false);
        assertEquals(List.of(1L, 2L), delivered());
    }

    private List<Long> waiting() {
        return machine.lot().waiting(100).stream()
                .map(each -> each.event().number())
                .toList();
    }

    private List<Long> delivered() {
        return machine.deliver(seat -> true).values().stream()
                .flatMap(batch -> batch.events().stream())
                .map(StoredEvent::number)
                .toList();
    }
}
