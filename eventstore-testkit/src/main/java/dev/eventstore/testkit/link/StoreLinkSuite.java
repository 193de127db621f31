package dev.eventstore.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.ReadOptions;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.LimitExceededException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links through the store: what is linked, refused and read. Called by JUnit only. */
public abstract class StoreLinkSuite extends OpenStore {

    /** For subclasses. */
    protected StoreLinkSuite() {}

    @Test
    public void a_linked_event_has_its_number_in_the_stream_that_is_read_and_all_else_as_it_was_appended() {
        append(StreamId.of("before"), 2);
        List<UUID> ids = append(SOURCE, 3);

        AppendResult linked = store().link(TARGET, ExpectedVersion.noStream(), List.of(ids.get(2), ids.get(0)));

        assertEquals(new AppendResult(TARGET, 1, 2, 3), linked);
        List<RecordedEvent> read = store().read(TARGET, ReadOptions.forward());
        assertEquals(List.of(ids.get(2), ids.get(0)), ids(read));
        assertEquals(range(1, 2), numbers(read));
        RecordedEvent first = read.get(0);
        RecordedEvent original = read(SOURCE).get(2);
        assertEquals(SOURCE, first.stream());
        assertEquals(3, first.version());
        assertEquals(5, first.position());
        assertEquals(original.createdAt(), first.createdAt());
        assertEquals(original.type(), first.type());
        assertEquals(3, first.as(Happened.class).n());
        assertEquals(3, original.number());
    }

    @Test
    public void all_has_each_event_once_whatever_is_linked() {
        List<UUID> ids = append(SOURCE, 3);
        link(ids);
        store().link(StreamId.of("another"), ANY, ids);
        assertEquals(ids, ids(read(StreamId.ALL)));
        assertEquals(3, store().info(StreamId.ALL).orElseThrow().version());
    }

    @Test
    public void a_stream_of_events_and_links_is_read_in_both_directions_and_page_by_page() {
        List<UUID> own = new ArrayList<>(append(TARGET, 2));
        List<UUID> linked = append(SOURCE, 5);
        link(linked.subList(0, 3));
        List<UUID> more = append(TARGET, 1);
        link(linked.subList(3, 5));
        List<UUID> expected = joined(joined(own, linked.subList(0, 3)), joined(more, linked.subList(3, 5)));

        List<RecordedEvent> forward =
                store().stream(TARGET, ReadOptions.forward().pageSize(2)).toList();
        assertEquals(expected, ids(forward));
        assertEquals(range(1, 8), numbers(forward));
        List<RecordedEvent> backward =
                store().stream(TARGET, ReadOptions.backward().pageSize(3)).toList();
        assertEquals(range(1, 8), numbers(backward).stream().sorted().toList());
        assertEquals(8, backward.get(0).number());
        assertEquals(expected.get(7), backward.get(0).id());
        assertEquals(
                expected.subList(3, 6),
                ids(store().read(TARGET, ReadOptions.forward().from(4).limit(3))));
        assertEquals(
                List.of(4L, 3L),
                numbers(store().read(TARGET, ReadOptions.backward().from(4).limit(2))));
        assertEquals(8, store().info(TARGET).orElseThrow().version());
        assertEquals(6, forward.get(5).version(), "an event's version is its number");
    }

    @Test
    public void expectations_count_links() {
        List<UUID> ids = append(SOURCE, 3);
        assertThrows(
                StreamNotFoundException.class,
                () -> store().link(TARGET, ExpectedVersion.streamExists(), ids.subList(0, 1)));
        store().link(TARGET, ExpectedVersion.exactly(0), ids.subList(0, 1));
        WrongExpectedVersionException wrong = assertThrows(
                WrongExpectedVersionException.class,
                () -> store().link(TARGET, ExpectedVersion.exactly(0), ids.subList(1, 2)));
        assertEquals(1, wrong.actual());
        assertThrows(
                StreamExistsException.class, () -> store().link(TARGET, ExpectedVersion.noStream(), ids.subList(1, 2)));
        store().link(TARGET, ExpectedVersion.exactly(1), ids.subList(1, 2));
        assertThrows(
                WrongExpectedVersionException.class,
                () -> store().append(TARGET, ExpectedVersion.exactly(1), List.of(event(1))));
        assertEquals(
                3,
                store().append(TARGET, ExpectedVersion.exactly(2), List.of(event(1)))
                        .lastVersion());
    }

    @Test
    public void an_unknown_event_is_named_and_nothing_is_linked() {
        List<UUID> ids = append(SOURCE, 2);
        UUID unknown = UUID.randomUUID();
        EventNotFoundException refused =
                assertThrows(EventNotFoundException.class, () -> link(List.of(ids.get(0), unknown, ids.get(1))));
        assertEquals(unknown, refused.eventId());
        assertTrue(refused.getMessage().contains(unknown.toString()), refused.getMessage());
        assertEquals(Optional.empty(), store().info(TARGET));
    }

    @Test
    public void an_event_that_stands_in_the_stream_already_is_refused() {
        List<UUID> ids = append(SOURCE, 2);
        link(ids.subList(0, 1));
        DuplicateEventException twice = assertThrows(DuplicateEventException.class, () -> link(ids));
        assertEquals(ids.get(0), twice.eventId());
        assertEquals(TARGET, twice.stream());
        assertThrows(DuplicateEventException.class, () -> store().link(SOURCE, ANY, ids.subList(1, 2)));
        assertEquals(ids.subList(0, 1), ids(read(TARGET)));
    }

    @Test
    public void bad_arguments_are_refused_by_name() {
        List<UUID> ids = append(SOURCE, 1);
        UUID id = ids.get(0);
        assertSays("$all", () -> store().link(StreamId.ALL, ANY, ids));
        assertSays(id.toString(), () -> link(List.of(id, id)));
        assertThrows(NullPointerException.class, () -> link(Arrays.asList(id, null)));
        assertThrows(NullPointerException.class, () -> link(null));
        assertThrows(NullPointerException.class, () -> store().link(TARGET, null, ids));
        assertThrows(NullPointerException.class, () -> store().link(null, ANY, ids));
        List<UUID> many = Stream.generate(UUID::randomUUID).limit(100_001).toList();
        assertThrows(LimitExceededException.class, () -> link(many));
        assertEquals(new AppendResult(TARGET, 0, 0, 0), link(List.of()));
        assertEquals(Optional.empty(), store().info(TARGET));
        assertEquals(1, link(ids).lastVersion());
    }

    @Test
    public void appends_and_links_of_a_stream_keep_the_order_in_which_they_were_asked_for() {
        List<UUID> ids = append(SOURCE, 20);
        List<CompletionStage<AppendResult>> asked = new ArrayList<>();
        for (UUID id : ids) {
            asked.add(store().async().append(TARGET, ANY, List.of(event(0))));
            asked.add(store().async().link(TARGET, ANY, List.of(id)));
        }
        List<Long> numbers = new ArrayList<>();
        asked.forEach(each -> numbers.add(Await.result(each).lastVersion()));
        assertEquals(range(1, 40), numbers);
        List<RecordedEvent> read = read(TARGET);
        assertEquals(range(1, 40), numbers(read));
        assertEquals(
                ids, ids(read.stream().filter(e -> e.stream().equals(SOURCE)).toList()));
    }

    @Test
    public void of_many_who_link_one_event_at_once_one_succeeds() {
        List<UUID> ids = append(SOURCE, 1);
        List<CompletionStage<AppendResult>> racing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            racing.add(open("other" + i).async().link(TARGET, ANY, ids));
        }
        int refused = 0;
        for (CompletionStage<AppendResult> each : racing) {
            try {
                Await.result(each);
            } catch (DuplicateEventException duplicate) {
                refused++;
            }
        }
        assertEquals(4, refused);
        assertEquals(ids, ids(read(TARGET)));
    }

    private static void assertSays(String what, Runnable call) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().contains(what), refused.getMessage());
    }
}
