package dev.eventstore.core.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.eventstore.api.RecordedEvent;
import dev.eventstore.core.json.JsonSerializerProvider;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.store.StoredRecordedEvent;
import dev.eventstore.core.subscriber.AckWindow.Acknowledged;
import dev.eventstore.core.subscriber.AckWindow.Standing;
import dev.eventstore.core.support.Events;
import dev.eventstore.core.types.Payloads;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AckWindowTest {

    private final AckWindow window = new AckWindow();
    private long place;

    @Test
    void an_acknowledgement_closes_everything_up_to_its_number_once() {
        handOver(1, 2, 3);
        assertEquals(OptionalLong.of(2), acknowledge(2));
        assertEquals(OptionalLong.empty(), acknowledge(2));
        assertEquals(OptionalLong.empty(), acknowledge(1));
        assertEquals(OptionalLong.of(3), acknowledge(3));
    }

    /** Another subscriber had the lower ones first. */
    @Test
    void an_acknowledgement_covers_what_was_handed_over_before_whatever_the_numbers_are() {
        handOver(10, 8, 9);
        assertEquals(OptionalLong.of(1), acknowledge(10));
        assertEquals(Standing.HELD, window.standing(event(8)));
        assertEquals(OptionalLong.of(3), acknowledge(9));
        assertEquals(OptionalLong.empty(), acknowledge(8));
        assertEquals(10, window.reached());
    }

    @Test
    void what_was_passed_over_is_acknowledged_with_the_last_before_it() {
        assertEquals(
                OptionalLong.of(1), window.passedOver(11, ++place, window.generation()), "nothing is open before it");
        assertEquals(11, window.reached());
        handOver(12, 13);
        assertEquals(OptionalLong.empty(), window.passedOver(14, ++place, window.generation()));
        assertEquals(OptionalLong.empty(), window.passedOver(15, ++place, window.generation()));
        assertEquals(OptionalLong.of(2), acknowledge(12));
        assertEquals(OptionalLong.of(5), acknowledge(13));
        assertEquals(15, window.reached());
        assertEquals(OptionalLong.of(6), window.passedOver(16, ++place, window.generation()));
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
        acknowledge(4);
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
        assertEquals(OptionalLong.empty(), acknowledge(2));
    }

    /** PROTOCOL A7: else the old handler of 10 would acknowledge 8 and 9, which were another's and are not handled yet. */
    @Test
    void an_event_that_was_taken_back_is_not_the_one_that_is_delivered_again() {
        RecordedEvent old = event(10);
        window.handedOver(old, ++place, window.generation());
        window.takeBack();
        RecordedEvent again = event(10);
        handOver(8, 9);
        window.handedOver(again, ++place, window.generation());
        assertEquals(Standing.TAKEN_BACK, window.standing(old));
        assertEquals(Standing.HELD, window.standing(again));
        assertEquals(Standing.HELD, window.standing(event(10)), "whoever reads it anew means the newest");
    }

    @Test
    void an_event_that_another_has_the_number_of_now_was_taken_back() {
        handOver(1, 2, 3);
        window.takeBack();
        window.handedOver(event(1, 8), ++place, window.generation());
        window.handedOver(event(3, 9), ++place, window.generation());
        assertEquals(Standing.TAKEN_BACK, window.standing(event(1)));
        assertEquals(Standing.TAKEN_BACK, window.standing(event(2)));
        assertEquals(Standing.TAKEN_BACK, window.standing(event(3)));
        assertEquals(Standing.HELD, window.standing(event(3, 9)));
        assertEquals(OptionalLong.of(5), window.acknowledge(event(3, 9)).upTo());
        assertEquals(Standing.HELD, window.standing(event(3, 9)), "again");
        assertEquals(Standing.TAKEN_BACK, window.standing(event(3)));
    }

    /** Its mapper was at work when they were taken back: the places and numbers are another delivery's by now. */
    @Test
    void what_is_handed_over_late_of_what_was_taken_back_counts_nothing() {
        handOver(1);
        long before = window.generation();
        window.takeBack();
        RecordedEvent late = event(2);
        window.handedOver(late, 2, before);
        assertEquals(OptionalLong.empty(), window.passedOver(3, 3, before));
        assertEquals(OptionalLong.empty(), window.dropped(4, 4, before));
        assertFalse(window.isOpen(2));
        assertEquals(new Acknowledged(Standing.UNKNOWN, OptionalLong.empty()), window.acknowledge(late));
        assertEquals(0, window.reached());
    }

    /** Each closes what the others are about to name. */
    @Test
    void threads_that_acknowledge_at_once_are_never_told_that_an_event_was_not_delivered() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 200; round++) {
            AckWindow window = new AckWindow();
            List<RecordedEvent> events =
                    LongStream.rangeClosed(1, 40).mapToObj(n -> event(n)).toList();
            events.forEach(event -> window.handedOver(event, event.number(), 0));
            List<Callable<Acknowledged>> acknowledging = new ArrayList<>();
            events.forEach(event -> acknowledging.add(() -> window.acknowledge(event)));
            long highest = 0;
            for (Future<Acknowledged> each : threads.invokeAll(acknowledging)) {
                assertEquals(Standing.HELD, each.get().standing());
                highest = Math.max(highest, each.get().upTo().orElse(0));
            }
            assertEquals(40, highest);
        }
        threads.shutdown();
    }

    private OptionalLong acknowledge(long number) {
        return window.acknowledge(event(number)).upTo();
    }

    private void handOver(long... numbers) {
        for (long number : numbers) {
            window.handedOver(event(number), ++place, window.generation());
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
