package dev.eventstore.testkit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.OverloadedException;
import dev.eventstore.api.error.SerializationException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.Race;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Appends through the public api: expectations, repeats, races, limits, bad arguments. Called by JUnit only. */
public abstract class StoreAppendSuite extends StoreSuite {

    /** For subclasses. */
    protected StoreAppendSuite() {}

    @Test
    public void events_are_appended_and_read_back_whole() {
        UUID causation = UUID.randomUUID();
        UUID correlation = UUID.randomUUID();
        EventData event = EventData.of(new Happened(7))
                .metadata(new Happened(8))
                .causationId(causation)
                .correlationId(correlation);
        Instant before = Instant.now();
        AppendResult result = store().append(ORDER, NO_STREAM, List.of(event));
        assertEquals(new AppendResult(ORDER, 1, 1, 1), result);
        RecordedEvent stored = all().get(0);
        assertEquals(event.id(), stored.id());
        assertEquals(Happened.class.getName(), stored.type());
        assertEquals(ORDER, stored.stream());
        assertEquals(new Happened(7), stored.as(Happened.class));
        assertEquals(Optional.of(new Happened(8)), stored.metadataAs(Happened.class));
        assertEquals(Optional.of(causation), stored.causationId());
        assertEquals(Optional.of(correlation), stored.correlationId());
        Duration age = Duration.between(before, stored.createdAt());
        assertTrue(age.abs().compareTo(Duration.ofMinutes(1)) < 0, "created at " + stored.createdAt());
    }

    @Test
    public void the_events_of_one_append_have_one_time() {
        append(ORDER, 3);
        assertEquals(1, all().stream().map(RecordedEvent::createdAt).distinct().count());
    }

    @Test
    public void a_type_is_the_given_one_or_the_registered_one_or_the_name_of_the_class() {
        EventStore typed = closedLater(fixture()
                .newStore("node2")
                .eventType("happened", Happened.class)
                .open());
        typed.append(ORDER, ANY, List.of(event(1), event(2).type("given"), EventData.json("json", "{\"n\": 3}")));
        append(ORDER, 1);
        assertEquals(
                List.of("happened", "given", "json", Happened.class.getName()),
                all().stream().map(RecordedEvent::type).toList());
        assertEquals(new Happened(3), all().get(2).as(Happened.class));
    }

    @Test
    public void a_given_id_is_kept_and_bytes_too() {
        UUID id = UUID.randomUUID();
        byte[] json = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
        store().append(ORDER, NO_STREAM, List.of(EventData.bytes("raw", json).id(id)));
        RecordedEvent stored = all().get(0);
        assertEquals(id, stored.id());
        assertEquals(new Happened(1), stored.as(Happened.class));
        stored.data()[0] = 0;
        assertArrayEquals(stored.data(), all().get(0).data(), "nobody can change what was read");
    }

    @Test
    public void each_expectation_is_checked() {
        assertThrows(
                StreamNotFoundException.class, () -> store().append(ORDER, ExpectedVersion.streamExists(), events(1)));
        assertThrows(WrongExpectedVersionException.class, () -> store().append(ORDER, exactly(1), events(1)));
        store().append(ORDER, NO_STREAM, events(2));
        assertEquals(
                2,
                assertThrows(StreamExistsException.class, () -> store().append(ORDER, NO_STREAM, events(1)))
                        .actual());
        var wrong =
                assertThrows(WrongExpectedVersionException.class, () -> store().append(ORDER, exactly(1), events(1)));
        assertEquals(List.of(ORDER, exactly(1), 2L), List.of(wrong.stream(), wrong.expected(), wrong.actual()));
        assertEquals(3, store().append(ORDER, exactly(2), events(1)).lastVersion());
        assertEquals(
                4,
                store().append(ORDER, ExpectedVersion.streamExists(), events(1)).lastVersion());
        assertEquals(5, store().append(ORDER, ANY, events(1)).lastVersion());
    }

    @Test
    public void an_empty_list_is_a_no_op_whatever_is_expected() {
        for (ExpectedVersion expected : List.of(ANY, NO_STREAM, exactly(5), ExpectedVersion.streamExists())) {
            assertEquals(new AppendResult(ORDER, 0, 0, 0), store().append(ORDER, expected, List.of()));
        }
        assertEquals(Optional.empty(), store().info(ORDER));
        assertEquals(1, append(ORDER, 1).lastPosition());
    }

    @Test
    public void the_same_list_again_is_answered_as_the_first_time() {
        List<EventData> events = events(3);
        AppendResult first = store().append(ORDER, NO_STREAM, events);
        append(ORDER, 2);
        assertEquals(first, store().append(ORDER, NO_STREAM, events));
        assertEquals(first, open("node2").append(ORDER, exactly(0), events));
        assertEquals(5, all().size());
        var duplicate = assertThrows(DuplicateEventException.class, () -> store().append(OTHER, ANY, events));
        assertEquals(ORDER, duplicate.stream());
    }

    @Test
    public void what_another_node_appended_never_makes_any_or_the_right_version_fail() {
        EventStore another = open("node2");
        append(ORDER, 1);
        for (int i = 1; i < 20; i += 2) {
            assertEquals(i + 1, another.append(ORDER, exactly(i), events(1)).lastVersion());
            assertEquals(
                    i + 2,
                    store().append(ORDER, i % 4 == 1 ? ANY : exactly(i + 1), events(1))
                            .lastVersion());
        }
    }

    @Test
    public void four_appends_of_any_at_once_all_succeed() {
        for (StreamId stream : List.of(ORDER, ORDER, OTHER)) {
            var outcomes = Race.run(4, () -> store().append(stream, ANY, events(1)));
            assertEquals(4, outcomes.stream().filter(Race.Outcome::succeeded).count());
        }
        assertEquals(8, store().info(ORDER).orElseThrow().version());
        assertNumbers(1, 12, all());
    }

    @Test
    public void four_appends_at_one_version_at_once_succeed_once() {
        append(ORDER, 3);
        var outcomes = Race.run(4, () -> store().append(ORDER, exactly(3), events(1)));
        assertEquals(1, outcomes.stream().filter(Race.Outcome::succeeded).count());
        assertEquals(
                3,
                outcomes.stream()
                        .filter(o -> o.failedWith(WrongExpectedVersionException.class))
                        .count());
    }

    @Test
    public void many_callers_on_one_stream_leave_no_gap() {
        var outcomes = Race.run(16, () -> {
            for (int i = 0; i < 20; i++) {
                append(ORDER, 1 + i % 2);
            }
            return 30;
        });
        assertEquals(480, outcomes.stream().mapToInt(o -> o.returned()).sum());
        assertNumbers(1, 480, store().stream(ORDER, ReadOptions.forward()).toList());
        assertNumbers(1, 480, all());
    }

    @Test
    public void all_cannot_be_appended_to() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> append(StreamId.ALL, 1));
        assertTrue(refusal.getMessage().contains("$all"), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> append(StreamId.ALL, 0));
        append(ORDER, 1);
        assertNumbers(1, 1, all());
    }

    @Test
    public void one_id_twice_in_one_append_is_refused_as_bad_input() {
        EventData twice = event(1);
        List<EventData> bad = List.of(event(2), twice, twice);
        var refusal = assertThrows(IllegalArgumentException.class, () -> store().append(ORDER, ANY, bad));
        assertTrue(refusal.getMessage().contains(twice.id().toString()), refusal.getMessage());
        assertEquals(Optional.empty(), store().info(ORDER));
        assertEquals(1, append(ORDER, 1).lastPosition());
    }

    @Test
    public void what_cannot_be_serialised_is_refused_and_nothing_is_written() {
        List<EventData> bad = List.of(event(1), EventData.json("bad", "{\"n\": "));
        assertThrows(SerializationException.class, () -> store().append(ORDER, ANY, bad));
        assertThrows(
                SerializationException.class,
                () -> store().append(ORDER, ANY, List.of(event(1).metadata(new EventData.Json("{} {}")))));
        assertEquals(Optional.empty(), store().info(ORDER));
        append(ORDER, 1);
        assertThrows(SerializationException.class, () -> all().get(0).as(Instant.class));
    }

    @Test
    public void more_or_larger_events_than_the_limits_are_refused_and_nothing_is_written() {
        EventStore small =
                open("node2", Map.of("eventstore.append.max-event-bytes", 1_000, "eventstore.append.max-events", 10));
        var tooMany = assertThrows(LimitExceededException.class, () -> small.append(ORDER, ANY, events(11)));
        assertEquals(List.of(11L, 10L), List.of(tooMany.actual(), tooMany.maximum()));
        EventData large = EventData.json("large", "\"" + "x".repeat(1_000) + "\"");
        var tooLarge =
                assertThrows(LimitExceededException.class, () -> small.append(ORDER, ANY, List.of(event(1), large)));
        assertEquals(List.of(1_002L, 1_000L), List.of(tooLarge.actual(), tooLarge.maximum()));
        assertEquals(Optional.empty(), small.info(ORDER));
        assertEquals(10, small.append(ORDER, ANY, events(10)).lastVersion());
    }

    @Test
    public void more_than_may_wait_is_refused_at_once_and_what_is_refused_is_not_written() {
        EventStore narrow = open("node2", Map.of("eventstore.append.max-waiting", 4));
        List<EventData> events = events(5_000);
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        events.forEach(event -> sent.add(narrow.async().append(ORDER, ANY, List.of(event))));
        List<UUID> written = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < sent.size(); i++) {
            try {
                Await.result(sent.get(i));
                written.add(events.get(i).id());
            } catch (OverloadedException overloaded) {
                refused++;
            }
        }
        assertTrue(refused > 0, "5,000 appends at once were more than 4");
        assertEquals(written, all().stream().map(RecordedEvent::id).toList());
        assertFalse(written.isEmpty());
    }

    @Test
    public void nothing_is_accepted_in_place_of_an_argument() {
        assertThrows(NullPointerException.class, () -> store().append(null, ANY, events(1)));
        assertThrows(NullPointerException.class, () -> store().append(ORDER, null, events(1)));
        assertThrows(NullPointerException.class, () -> store().append(ORDER, ANY, null));
        assertThrows(NullPointerException.class, () -> store().async().append(null, ANY, events(1)));
        append(ORDER, 1);
        assertEquals(1, all().size());
    }
}
