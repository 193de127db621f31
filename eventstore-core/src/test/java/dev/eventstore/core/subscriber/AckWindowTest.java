package dev.eventstore.core.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.core.subscriber.AckWindow.Standing;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AckWindowTest {

    private final AckWindow window = new AckWindow();

    @Test
    void an_acknowledgement_closes_everything_up_to_its_number_once() {
        handOver(1, 2, 3);
        assertEquals(OptionalLong.of(2), window.acknowledge(2));
        assertEquals(OptionalLong.empty(), window.acknowledge(2));
        assertEquals(OptionalLong.empty(), window.acknowledge(1));
        assertEquals(OptionalLong.of(3), window.acknowledge(3));
    }

    @Test
    void what_was_passed_over_is_acknowledged_with_the_last_before_it() {
        assertEquals(OptionalLong.of(1), window.passedOver(1), "nothing is open before it");
        handOver(2, 3);
        assertEquals(OptionalLong.empty(), window.passedOver(4));
        assertEquals(OptionalLong.empty(), window.passedOver(5));
        assertEquals(OptionalLong.of(2), window.acknowledge(2));
        assertEquals(OptionalLong.of(5), window.acknowledge(3));
        assertEquals(OptionalLong.of(6), window.passedOver(6));
    }

    @Test
    void a_number_is_held_or_taken_back_or_unknown() {
        handOver(1, 2);
        assertEquals(Standing.HELD, window.standing(2, 2));
        assertEquals(Standing.UNKNOWN, window.standing(3, 3));
        window.takeBack();
        assertEquals(Standing.TAKEN_BACK, window.standing(2, 2));
        assertEquals(Standing.UNKNOWN, window.standing(3, 3));
        handOver(1);
        assertEquals(Standing.HELD, window.standing(1, 1));
        assertEquals(Standing.TAKEN_BACK, window.standing(2, 2));
    }

    @Test
    void what_was_taken_back_acknowledges_nothing() {
        handOver(1, 2);
        window.takeBack();
        assertEquals(OptionalLong.empty(), window.acknowledge(2));
    }

    @Test
    void an_event_that_another_has_the_number_of_now_was_taken_back() {
        handOver(1, 2, 3);
        window.takeBack();
        window.handedOver(1, 8);
        window.handedOver(3, 9);
        assertEquals(Standing.TAKEN_BACK, window.standing(1, 1));
        assertEquals(Standing.TAKEN_BACK, window.standing(2, 2), "1 is not acknowledged, so 2 is of before");
        assertEquals(Standing.TAKEN_BACK, window.standing(3, 3));
        assertEquals(Standing.HELD, window.standing(3, 9));
        assertEquals(OptionalLong.of(3), window.acknowledge(3));
        assertEquals(Standing.HELD, window.standing(3, 9), "again");
    }

    private void handOver(long... numbers) {
        for (long number : numbers) {
            window.handedOver(number, number);
        }
    }
}
