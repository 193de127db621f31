package dev.eventstore.core.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.json.JsonSerializerProvider;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.store.StoredRecordedEvent;
import dev.eventstore.core.subscriber.AckWindow.Standing;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.types.Payloads;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AckWindowTest {

    private final AckWindow window = new AckWindow();
    private long place;

    @Test
    void an_acknowledgement_closes_everything_up_to_its_number_once() {
        handOver(1, 2, 3);
        assertEquals(OptionalLong.of(2), window.acknowledge(2));
        assertEquals(OptionalLong.empty(), window.acknowledge(2));
        assertEquals(OptionalLong.empty(), window.acknowledge(1));
        assertEquals(OptionalLong.of(3), window.acknowledge(3));
    }

    /** Another subscriber had the lower ones first. */
    @Test
    void an_acknowledgement_covers_what_was_handed_over_before_whatever_the_numbers_are() {
        handOver(10, 8, 9);
        assertEquals(OptionalLong.of(1), window.acknowledge(10));
        assertEquals(Standing.HELD, window.standing(event(8)));
        assertEquals(OptionalLong.of(3), window.acknowledge(9));
        assertEquals(OptionalLong.empty(), window.acknowledge(8));
        assertEquals(10, window.reached());
    }

    @Test
    void what_was_passed_over_is_acknowledged_with_the_last_before_it() {
        assertEquals(OptionalLong.of(1), window.passedOver(11, ++place), "nothing is open before it");
        assertEquals(11, window.reached());
        handOver(12, 13);
        assertEquals(OptionalLong.empty(), window.passedOver(14, ++place));
        assertEquals(OptionalLong.empty(), window.passedOver(15, ++place));
        assertEquals(OptionalLong.of(2), window.acknowledge(12));
        assertEquals(OptionalLong.of(5), window.acknowledge(13));
        assertEquals(15, window.reached());
        assertEquals(OptionalLong.of(6), window.passedOver(16, ++place));
    }

    @Test
    void a_number_is_held_or_taken_back_or_unknown() {
        handOver(1, 2);
        assertEquals(Standing.HELD, window.standing(event(2)));
        assertEquals(Standing.UNKNOWN, window.standing(event(3)));
        window.takeBack();
        assertEquals(Standing.TAKEN_BACK, window.standing(event(2)));
        assertEquals(Standing.UNKNOWN, window.standing(event(3)));
        handOver(1);
        assertEquals(Standing.HELD, window.standing(event(1)));
        assertEquals(Standing.TAKEN_BACK, window.standing(event(2)));
    }

    @Test
    void what_was_acknowledged_may_be_acknowledged_again_until_it_is_taken_back() {
        handOver(1, 4);
        window.acknowledge(4);
        assertEquals(Standing.HELD, window.standing(event(1)));
        assertEquals(Standing.UNKNOWN, window.standing(event(3)), "another has it");
        window.durable(4);
        assertEquals(Standing.HELD, window.standing(event(4)));
        window.takeBack();
        assertEquals(Standing.TAKEN_BACK, window.standing(event(4)));
    }

    @Test
    void what_was_taken_back_acknowledges_nothing() {
        handOver(1, 2);
        window.takeBack();
        assertEquals(OptionalLong.empty(), window.acknowledge(2));
    }

    /** PROTOCOL A7: else the old handler of 10 would acknowledge 8 and 9, which were another's and are not handled yet. */
    @Test
    void an_event_that_was_taken_back_is_not_the_one_that_is_delivered_again() {
        RecordedEvent old = event(10);
        window.handedOver(old, ++place);
        window.takeBack();
        RecordedEvent again = event(10);
        handOver(8, 9);
        window.handedOver(again, ++place);
        assertEquals(Standing.TAKEN_BACK, window.standing(old));
        assertEquals(Standing.HELD, window.standing(again));
        assertEquals(Standing.HELD, window.standing(event(10)), "whoever reads it anew means the newest");
    }

    @Test
    void an_event_that_another_has_the_number_of_now_was_taken_back() {
        handOver(1, 2, 3);
        window.takeBack();
        window.handedOver(event(1, 8), ++place);
        window.handedOver(event(3, 9), ++place);
        assertEquals(Standing.TAKEN_BACK, window.standing(event(1)));
        assertEquals(Standing.TAKEN_BACK, window.standing(event(2)));
        assertEquals(Standing.TAKEN_BACK, window.standing(event(3)));
        assertEquals(Standing.HELD, window.standing(event(3, 9)));
        assertEquals(OptionalLong.of(5), window.acknowledge(3));
        assertEquals(Standing.HELD, window.standing(event(3, 9)), "again");
        assertEquals(Standing.TAKEN_BACK, window.standing(event(3)));
    }

    private void handOver(long... numbers) {
        for (long number : numbers) {
            window.handedOver(event(number), ++place);
        }
    }

    private static RecordedEvent event(long number) {
        return event(number, number);
    }

    private static RecordedEvent event(long number, long position) {
        StoredEvent stored = Events.stored(position).numbered(number);
        return new StoredRecordedEvent(stored, Payloads.of(new JsonSerializerProvider().create(null)));
    }
}
