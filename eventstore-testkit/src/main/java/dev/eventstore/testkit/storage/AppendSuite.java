package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.testkit.Await;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Appends, what they expect, and what is kept of an event. Called by JUnit only. */
public abstract class AppendSuite extends StorageSuite {

    /** For subclasses. */
    protected AppendSuite() {}

    @Test
    public void a_first_append_creates_its_stream_and_counts_from_one() {
        AppendResult result = append("order", NO_STREAM, event(), event(), event());
        assertEquals(new AppendResult(StreamId.of("order"), 1, 3, 3), result);
        assertEquals(3, head());
    }

    @Test
    public void a_second_append_goes_on_where_the_first_ended() {
        append("order", NO_STREAM, event(), event());
        assertEquals(
                new AppendResult(StreamId.of("order"), 3, 5, 5),
                append("order", exactly(2), event(), event(), event()));
    }

    @Test
    public void any_succeeds_on_a_new_and_on_an_existing_stream() {
        assertEquals(1, append("order", ANY, event()).firstVersion());
        assertEquals(2, append("order", ANY, event()).firstVersion());
    }

    @Test
    public void no_stream_succeeds_on_a_new_stream_and_is_refused_on_an_existing_one() {
        append("order", NO_STREAM, event(), event());
        var refusal = Await.failure(StreamExistsException.class, appending("order", NO_STREAM, event()));
        assertEquals(StreamId.of("order"), refusal.stream());
        assertEquals(2, refusal.actual());
    }

    @Test
    public void stream_exists_is_refused_on_a_new_stream_and_succeeds_on_an_existing_one() {
        var refusal = Await.failure(StreamNotFoundException.class, appending("order", STREAM_EXISTS, event()));
        assertEquals(StreamId.of("order"), refusal.stream());
        append("order", NO_STREAM, event());
        assertEquals(2, append("order", STREAM_EXISTS, event()).lastVersion());
    }

    @Test
    public void exactly_zero_stands_for_a_stream_without_events() {
        assertEquals(1, append("order", exactly(0), event()).firstVersion());
        var refusal = Await.failure(WrongExpectedVersionException.class, appending("order", exactly(0), event()));
        assertEquals(1, refusal.actual());
    }

    @Test
    public void a_version_too_low_or_too_high_is_refused_with_the_facts() {
        fill("order", 3);
        for (long wrong : List.of(0L, 2L, 4L, 1_000_000L)) {
            var refusal =
                    Await.failure(WrongExpectedVersionException.class, appending("order", exactly(wrong), event()));
            assertEquals(StreamId.of("order"), refusal.stream());
            assertEquals(exactly(wrong), refusal.expected());
            assertEquals(3, refusal.actual());
        }
    }

    @Test
    public void a_version_of_a_stream_that_does_not_exist_is_refused() {
        var refusal = Await.failure(WrongExpectedVersionException.class, appending("order", exactly(1), event()));
        assertEquals(0, refusal.actual());
    }

    @Test
    public void a_refused_append_writes_nothing_and_takes_no_position() {
        NewEvent first = event();
        NewEvent refused = event();
        NewEvent refusedToo = event();
        append("order", NO_STREAM, first);
        Await.failure(WrongExpectedVersionException.class, appending("order", exactly(7), refused, refusedToo));
        assertAllIs(first);
        append("other", NO_STREAM, refusedToo, refused);
        assertAllIs(first, refusedToo, refused);
    }

    @Test
    public void streams_count_versions_on_their_own_and_positions_together() {
        append("a", NO_STREAM, event());
        append("b", NO_STREAM, event(), event());
        assertEquals(new AppendResult(StreamId.of("a"), 2, 2, 4), append("a", exactly(1), event()));
        assertEquals(new AppendResult(StreamId.of("b"), 3, 3, 5), append("b", exactly(2), event()));
    }

    @Test
    public void everything_of_an_event_is_kept() {
        NewEvent event = new NewEvent(
                UUID.randomUUID(),
                "OrderPlaced",
                json("{\"n\":1}"),
                json("{\"m\":2}"),
                UUID.randomUUID(),
                UUID.randomUUID());
        append("order", NO_STREAM, event);
        for (String read : List.of("order", "$all")) {
            StoredEvent stored = readForward(read, 1, 10).get(0);
            assertEquals(event.id(), stored.id());
            assertEquals("OrderPlaced", stored.type());
            assertEquals("order", stored.stream());
            assertEquals(event.causationId(), stored.causationId());
            assertEquals(event.correlationId(), stored.correlationId());
            assertEquals(SOME_TIME, createdAt(stored));
            assertNotNull(stored.metadata());
            assertEquals(
                    fixture().storesAnyBytes() ? "{\"n\":1}" : "{\"n\": 1}", new String(stored.data()), "the payload");
        }
    }

    @Test
    public void what_was_not_given_is_not_there() {
        append("order", NO_STREAM, event());
        StoredEvent stored = readForward("order", 1, 10).get(0);
        assertNull(stored.causationId());
        assertNull(stored.correlationId());
        assertNull(stored.metadata());
    }

    @Test
    public void payloads_are_kept_byte_by_byte_or_refused() {
        byte[] bytes = new byte[70_000];
        new Random(1).nextBytes(bytes);
        NewEvent odd = new NewEvent(UUID.randomUUID(), "odd", bytes, new byte[0], null, null);
        NewEvent empty = new NewEvent(UUID.randomUUID(), "empty", new byte[0], bytes, null, null);
        if (fixture().storesAnyBytes()) {
            append("order", NO_STREAM, odd, empty);
            List<StoredEvent> stored = readForward("order", 1, 10);
            assertArrayEquals(bytes, stored.get(0).data());
            assertArrayEquals(new byte[0], stored.get(0).metadata());
            assertArrayEquals(new byte[0], stored.get(1).data());
            assertArrayEquals(bytes, stored.get(1).metadata());
        } else {
            Await.failure(EventStoreException.class, appending("order", NO_STREAM, odd, empty));
            assertAllIs();
        }
    }

    @Test
    public void a_payload_of_eight_megabytes_is_kept() {
        byte[] bytes = json("\"" + "x".repeat(8_000_000) + "\"");
        append("order", NO_STREAM, new NewEvent(UUID.randomUUID(), "large", bytes, null, null, null));
        assertArrayEquals(bytes, readForward("order", 1, 1).get(0).data());
        assertArrayEquals(bytes, readBackward("$all", Long.MAX_VALUE, 1).get(0).data());
    }

    @Test
    public void odd_names_are_kept_and_told_apart() {
        List<String> names = List.of(
                "a",
                "A",
                "a ",
                " a",
                "a,b",
                "a%b",
                "a_b",
                "a/b",
                "a\\b",
                "a'b",
                "a\"b",
                "a;--",
                "{a}",
                "(a,b)",
                "null",
                "é",
                "e\u0301",
                "日本語",
                "🎉🎉",
                "ß",
                "ss",
                "x".repeat(255),
                "x".repeat(254) + "y",
                "é".repeat(255));
        for (String name : names) {
            append(name, NO_STREAM, event(name));
        }
        for (String name : names) {
            List<StoredEvent> events = readForward(name, 1, 10);
            assertEquals(List.of(name), events.stream().map(StoredEvent::stream).toList());
            assertEquals(List.of(name), events.stream().map(StoredEvent::type).toList());
        }
        assertEquals(names, all().stream().map(StoredEvent::stream).toList());
    }

    @Test
    public void one_append_may_have_thousands_of_events() {
        List<NewEvent> events = events(8_001);
        AppendResult result = Await.result(storage().append(request("order", NO_STREAM, events)));
        assertEquals(new AppendResult(StreamId.of("order"), 1, 8_001, 8_001), result);
        assertEquals(ids(events), storedIds(all()));
        assertPositionsDense();
    }

    @Test
    public void times_are_kept_to_the_microsecond_far_away_too() {
        Stream.of("1969-12-31T23:59:59.999999Z", "2001-09-09T01:46:40.000001Z", "2999-12-31T23:59:59.999999Z")
                .map(Instant::parse)
                .forEach(time -> {
                    var template = request("at " + time, ANY, List.of(event()));
                    Await.result(storage()
                            .append(new AppendRequest(
                                    template.stream(),
                                    ANY,
                                    template.events(),
                                    time,
                                    template.epoch(),
                                    template.deadline())));
                    StoredEvent stored = readForward("at " + time, 1, 1).get(0);
                    assertEquals(time, createdAt(stored));
                });
    }

    @Test
    public void every_expectation_is_judged_anew_at_each_try() {
        NewEvent event = event();
        ExpectedVersion two = exactly(2);
        Await.failure(WrongExpectedVersionException.class, appending("order", two, event));
        Await.failure(StreamNotFoundException.class, appending("order", STREAM_EXISTS, event));
        fill("order", 2);
        assertEquals(3, append("order", two, event).lastVersion());
    }
}
