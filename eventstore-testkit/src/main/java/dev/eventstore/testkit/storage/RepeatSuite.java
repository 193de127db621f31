package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Appends that were sent before: ids decide first, then version and deletion. Called by JUnit only.
 *
 * <p>In the names x, y and z are events, in the order in which they were appended first.
 */
public abstract class RepeatSuite extends StorageSuite {

    private final NewEvent x = event("x");
    private final NewEvent y = event("y");
    private final NewEvent z = event("z");

    /** For subclasses. */
    protected RepeatSuite() {}

    @Test
    public void an_exact_append_repeated_after_others_is_answered_as_the_first_time() {
        fill("order", 4);
        AppendResult first = append("order", exactly(4), x, y);
        fill("order", 3);
        fill("other", 2);
        assertEquals(first, append("order", exactly(4), x, y));
        assertEquals(11, head());
    }

    @Test
    public void a_no_stream_append_repeated_after_others_is_answered_as_the_first_time() {
        AppendResult first = append("order", NO_STREAM, x, y);
        fill("order", 3);
        assertEquals(first, append("order", NO_STREAM, x, y));
        assertEquals(first, append("order", exactly(0), x, y));
        assertEquals(5, head());
    }

    @Test
    public void an_any_append_repeated_after_others_is_answered_as_the_first_time() {
        fill("order", 2);
        AppendResult first = append("order", ANY, x, y);
        fill("order", 3);
        assertEquals(first, append("order", ANY, x, y));
        assertEquals(7, head());
    }

    @Test
    public void a_stream_exists_append_repeated_after_others_is_answered_as_the_first_time() {
        fill("order", 2);
        AppendResult first = append("order", STREAM_EXISTS, x, y);
        fill("order", 1);
        assertEquals(first, append("order", STREAM_EXISTS, x, y));
        assertEquals(5, head());
    }

    @Test
    public void x_after_x_and_y_at_the_place_of_x_is_answered_as_if_x_had_been_the_first() {
        append("order", NO_STREAM, x, y);
        fill("order", 1);
        AppendResult xAlone = new AppendResult(StreamId.of("order"), 1, 1, 1);
        for (ExpectedVersion expected : List.of(NO_STREAM, exactly(0), ANY)) {
            assertEquals(xAlone, append("order", expected, x));
        }
        assertEquals(3, head());
    }

    @Test
    public void y_after_x_and_y_at_the_place_of_y_is_answered_as_if_y_had_been_the_first() {
        fill("order", 4);
        append("order", exactly(4), x, y);
        fill("order", 1);
        AppendResult yAlone = new AppendResult(StreamId.of("order"), 6, 6, 6);
        for (ExpectedVersion expected : List.of(ANY, exactly(5), STREAM_EXISTS)) {
            assertEquals(yAlone, append("order", expected, y));
        }
        assertEquals(7, head());
    }

    @Test
    public void two_appends_that_stand_in_a_row_may_be_repeated_as_one() {
        append("order", NO_STREAM, x);
        append("order", exactly(1), y, z);
        assertEquals(new AppendResult(StreamId.of("order"), 1, 3, 3), append("order", NO_STREAM, x, y, z));
        assertEquals(3, head());
    }

    @Test
    public void x_y_z_after_x_y_is_a_duplicate_and_z_is_not_written() {
        append("order", NO_STREAM, x, y);
        for (ExpectedVersion expected : List.of(NO_STREAM, exactly(0), exactly(2), ANY, STREAM_EXISTS)) {
            assertDuplicate(appending("order", expected, x, y, z), "order", x, y);
            assertDuplicate(appending("order", expected, z, x), "order", x);
        }
        assertAllIs(x, y);
        assertEquals(3, append("order", exactly(2), z).lastVersion());
    }

    @Test
    public void y_x_after_x_y_is_a_duplicate() {
        append("order", NO_STREAM, x, y);
        assertDuplicate(appending("order", NO_STREAM, y, x), "order", x, y);
        assertDuplicate(appending("order", ANY, y, x), "order", x, y);
        assertAllIs(x, y);
    }

    @Test
    public void x_z_after_x_y_z_is_a_duplicate() {
        append("order", NO_STREAM, x, y, z);
        assertDuplicate(appending("order", NO_STREAM, x, z), "order", x, z);
        assertDuplicate(appending("order", ANY, x, z), "order", x, z);
        assertAllIs(x, y, z);
    }

    @Test
    public void x_in_another_stream_is_a_duplicate_that_names_the_place_of_x() {
        fill("order", 2);
        append("order", exactly(2), x);
        for (ExpectedVersion expected : List.of(NO_STREAM, exactly(0), exactly(2), ANY, STREAM_EXISTS)) {
            var duplicate = assertDuplicate(appending("other", expected, x), "order", x);
            assertEquals(3, duplicate.version());
        }
        assertEquals(3, head());
        Await.failure(
                StreamNotFoundException.class,
                storage().read(new ReadRequest(StreamId.of("other"), false, 1, 1, soon())));
    }

    @Test
    public void events_of_two_streams_in_one_append_are_a_duplicate() {
        append("order", NO_STREAM, x);
        append("other", NO_STREAM, y);
        assertDuplicate(appending("order", ANY, x, y), null, x, y);
        assertDuplicate(appending("other", ANY, x, y), null, x, y);
        assertAllIs(x, y);
    }

    @Test
    public void x_written_by_any_elsewhere_is_a_duplicate_for_an_exact_version() {
        fill("order", 6);
        assertEquals(7, append("order", ANY, x).lastVersion());
        for (ExpectedVersion expected : List.of(exactly(4), exactly(7), NO_STREAM)) {
            var duplicate = assertDuplicate(appending("order", expected, x), "order", x);
            assertEquals(7, duplicate.version());
        }
        assertEquals(7, append("order", exactly(6), x).lastVersion());
        assertEquals(7, head());
    }

    @Test
    public void the_ids_are_looked_at_before_the_version() {
        append("order", NO_STREAM, x);
        fill("order", 5);
        append("order", exactly(0), x);
        assertDuplicate(appending("order", exactly(99), x), "order", x);
        Await.failure(WrongExpectedVersionException.class, appending("order", exactly(0), y));
    }

    @Test
    public void data_are_not_compared_and_the_first_ones_stay() {
        AppendResult first = append("order", NO_STREAM, x);
        NewEvent other = new NewEvent(x.id(), "else", json("{\"other\": true}"), json("{}"), null, null);
        assertEquals(first, append("order", NO_STREAM, other));
        assertArrayEquals(x.data(), all().get(0).data());
        assertEquals("x", all().get(0).type());
    }

    @Test
    public void another_storage_answers_a_repeat_in_the_same_way() {
        AppendResult first = append("order", NO_STREAM, x, y);
        Storage another = openAnother();
        assertEquals(first, Await.result(another.append(request("order", NO_STREAM, List.of(x, y)))));
        assertDuplicate(another.append(request("order", NO_STREAM, List.of(y, x))), "order", x, y);
        assertDuplicate(another.append(request("other", ANY, List.of(x))), "order", x);
        assertEquals(2, head());
    }

    @Test
    public void the_same_append_sent_many_times_at_once_is_written_once() {
        Storage another = openAnother();
        for (int round = 0; round < 20; round++) {
            String stream = "order-" + round;
            List<NewEvent> events = events(3);
            List<CompletionStage<AppendResult>> sent = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sent.add((i % 2 == 0 ? storage() : another).append(request(stream, i < 4 ? NO_STREAM : ANY, events)));
                sent.add(storage().append(request("neighbour-" + round, ANY, events(1))));
            }
            List<AppendResult> answers = sent.stream()
                    .map(Await::result)
                    .filter(r -> r.stream().value().equals(stream))
                    .distinct()
                    .toList();
            assertEquals(1, answers.size(), "all get the same answer: " + answers);
            assertEquals(1, answers.get(0).firstVersion());
            assertEquals(ids(events), storedIds(readForward(stream, 1, 10)));
        }
        assertPositionsDense();
    }

    @Test
    public void the_same_id_in_different_appends_at_once_succeeds_once_and_hurts_no_neighbour() {
        Storage another = openAnother();
        for (int round = 0; round < 20; round++) {
            NewEvent shared = event();
            List<CompletionStage<AppendResult>> rivals = new ArrayList<>();
            List<CompletionStage<AppendResult>> neighbours = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Storage storage = i % 2 == 0 ? storage() : another;
                neighbours.add(storage.append(request("n" + i, ANY, events(2))));
                rivals.add(storage.append(request("r" + i, ANY, List.of(event(), shared))));
            }
            neighbours.forEach(Await::result);
            long won = rivals.stream().filter(RepeatSuite::succeeded).count();
            assertEquals(1, won, "appends with the same id that succeeded");
        }
        assertPositionsDense();
        assertEquals(20 * (4 * 2 + 2), head());
    }

    @Test
    public void x_y_and_y_x_at_once_succeed_once() {
        Storage another = openAnother();
        for (int round = 0; round < 20; round++) {
            String stream = "order-" + round;
            List<NewEvent> forth = events(2);
            List<NewEvent> back = List.of(forth.get(1), forth.get(0));
            List<Race.Outcome<AppendResult>> outcomes = Race.<AppendResult>run(List.<Callable<AppendResult>>of(
                    () -> Await.result(storage().append(request(stream, ANY, forth))),
                    () -> Await.result(another.append(request(stream, ANY, back)))));
            assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count());
            assertEquals(
                    1,
                    outcomes.stream()
                            .filter(o -> o.failedWith(DuplicateEventException.class))
                            .count());
            assertEquals(2, readForward(stream, 1, 10).size());
        }
        assertPositionsDense();
    }

    private static boolean succeeded(CompletionStage<AppendResult> sent) {
        try {
            Await.result(sent);
            return true;
        } catch (DuplicateEventException duplicate) {
            return false;
        }
    }

    /** It is refused for one of these events; the place that is named is where that one stands. */
    private DuplicateEventException assertDuplicate(
            CompletionStage<?> sent, @Nullable String stream, NewEvent... known) {
        var duplicate = Await.failure(DuplicateEventException.class, sent);
        NewEvent named = Stream.of(known)
                .filter(e -> e.id().equals(duplicate.eventId()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("named another event: " + duplicate));
        var stored = all().stream()
                .filter(e -> e.id().equals(named.id()))
                .findFirst()
                .orElseThrow();
        assertEquals(stored.stream(), duplicate.stream().value());
        assertEquals(stored.version(), duplicate.version());
        if (stream != null) {
            assertEquals(stream, duplicate.stream().value());
        }
        return duplicate;
    }
}
