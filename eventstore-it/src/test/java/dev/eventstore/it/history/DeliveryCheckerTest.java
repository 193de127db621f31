package dev.eventstore.it.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.it.history.DeliveryChecker.Outage;
import dev.eventstore.it.history.DeliveryChecker.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryCheckerTest {

    private static final String ONE = "shared-node1-1.consumer";
    private static final String TWO = "shared-node2-2.consumer";

    @Test
    void an_event_that_two_have_acknowledged_who_were_never_lost_is_wrong() {
        List<Step> steps = List.of(delivered(ONE, 1), delivered(TWO, 2), acknowledged(ONE, 3), acknowledged(TWO, 4));
        assertEquals(
                1, DeliveryChecker.check(steps, List.of(), false, List.of()).size());
    }

    @Test
    void who_was_lost_may_be_told_that_an_event_is_durable_before_or_after_the_one_who_has_handled_it() {
        List<Outage> outages = List.of(new Outage(1, 2, 4));
        List<Step> before = List.of(delivered(ONE, 1), delivered(TWO, 3), acknowledged(ONE, 5), acknowledged(TWO, 6));
        List<Step> after = List.of(delivered(ONE, 1), delivered(TWO, 3), acknowledged(TWO, 5), acknowledged(ONE, 6));
        assertEquals(List.of(), DeliveryChecker.check(before, List.of(), false, outages));
        assertEquals(List.of(), DeliveryChecker.check(after, List.of(), false, outages));
    }

    @Test
    void an_event_that_comes_after_it_was_acknowledged_is_wrong_whoever_has_done_it() {
        List<Step> steps = List.of(delivered(ONE, 1), acknowledged(ONE, 5), delivered(TWO, 6));
        assertEquals(
                1,
                DeliveryChecker.check(steps, List.of(), false, List.of(new Outage(1, 2, 4)))
                        .size());
    }

    private static Step delivered(String log, long nanos) {
        return new Step(log, nanos, "delivered", 1, "s", 1);
    }

    private static Step acknowledged(String log, long nanos) {
        return new Step(log, nanos, "acknowledged", 1, "s", 1);
    }
}
