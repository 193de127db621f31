package dev.eventstore.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.DuplicateEventException;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.LinkStorage.Linked;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.spi.storage.LinkStorage.Request;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Links: events that stand in further streams. Called by JUnit only. */
public abstract class StorageLinkSuite extends OpenStorage {

    /** For subclasses. */
    protected StorageLinkSuite() {}

    @Test
    public void linked_events_are_numbered_by_their_stream_and_keep_where_they_come_from() {
        NewEvent[] events = source(3);
        append("other", ANY, event());

        Linked linked = link(TARGET, NO_STREAM, events[2], events[0]);

        assertEquals(new AppendResult(StreamId.of(TARGET), 1, 2, 1), linked.result());
        List<StoredEvent> read = readForward(TARGET, 1, 10);
        assertEquals(List.of(events[2].id(), events[0].id()), storedIds(read));
        assertEquals(List.of(1L, 2L), numbers(read));
        assertEquals(List.of(3L, 1L), read.stream().map(StoredEvent::version).toList());
        assertEquals(List.of(3L, 1L), read.stream().map(StoredEvent::position).toList());
        assertEquals(
                Set.of(SOURCE),
                Set.copyOf(read.stream().map(StoredEvent::stream).toList()));
        assertEquals(numbers(readForward(SOURCE, 3, 1)), List.of(3L));
    }

    @Test
    public void links_are_not_in_all_again() {
        NewEvent[] events = source(2);
        link(TARGET, ANY, events);
        assertEquals(ids(events), storedIds(readForward("$all", 1, 10)));
        assertEquals(2, Await.result(storage().head(soon())));
    }

    @Test
    public void a_stream_holds_events_and_links_in_one_order() {
        NewEvent[] events = source(2);
        NewEvent first = event();
        NewEvent third = event();
        append(TARGET, NO_STREAM, first);
        assertEquals(2, link(TARGET, exactly(1), events[0]).result().firstVersion());
        AppendResult appended = append(TARGET, exactly(2), third);
        assertEquals(4, link(TARGET, exactly(3), events[1]).result().lastVersion());

        assertEquals(3, appended.lastVersion());
        List<UUID> ids = List.of(first.id(), events[0].id(), third.id(), events[1].id());
        assertEquals(ids, storedIds(readForward(TARGET, 1, 10)));
        assertEquals(List.of(1L, 2L, 3L, 4L), numbers(readForward(TARGET, 1, 10)));
        assertEquals(List.of(4L, 3L, 2L, 1L), numbers(readBackward(TARGET, Long.MAX_VALUE, 10)));
        assertEquals(ids.subList(1, 3), storedIds(readForward(TARGET, 2, 2)));
        assertEquals(List.of(3L, 2L), numbers(readBackward(TARGET, 3, 2)));
        assertEquals(List.of(), readForward(TARGET, 5, 10));
        assertEquals(4, version(TARGET));
    }

    @Test
    public void appends_in_batches_and_alone_follow_links() {
        NewEvent[] events = source(3);
        link(TARGET, ANY, events[0]);
        assertEquals(2, append(TARGET, exactly(1), event()).lastVersion());
        link(TARGET, ANY, events[1]);
        assertEquals(5, append(TARGET, exactly(3), event(), event()).lastVersion());
        link(TARGET, ANY, events[2]);
        var together = List.of(
                appending(TARGET, ANY, event()), appending("fresh", ANY, event()), appending(TARGET, ANY, event()));
        together.forEach(Await::result);
        assertEquals(8, version(TARGET));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), numbers(readForward(TARGET, 1, 10)));
    }

    @Test
    public void an_append_that_is_repeated_after_links_is_answered_as_the_first_time() {
        NewEvent[] events = source(1);
        NewEvent[] own = {event(), event()};
        AppendResult first = append(TARGET, exactly(0), own);
        link(TARGET, ANY, events);
        assertEquals(first, append(TARGET, exactly(0), own));
        assertThrows(DuplicateEventException.class, () -> append(TARGET, ANY, events[0]));
    }

    @Test
    public void an_import_follows_links() {
        NewEvent[] events = source(1);
        link(TARGET, ANY, events);
        NewEvent imported = event();
        Await.result(storage().importBatch(List.of(new ImportEvent(StreamId.of(TARGET), imported, SOME_TIME)), soon()));
        assertEquals(List.of(events[0].id(), imported.id()), storedIds(readForward(TARGET, 1, 10)));
        assertEquals(List.of(1L, 2L), numbers(readForward(TARGET, 1, 10)));
    }

    @Test
    public void if_one_event_is_unknown_nothing_is_linked() {
        NewEvent[] events = source(2);
        UUID unknown = UUID.randomUUID();
        EventNotFoundException refused = assertThrows(
                EventNotFoundException.class,
                () -> link(TARGET, ANY, List.of(events[0].id(), unknown, events[1].id())));
        assertEquals(unknown, refused.eventId());
        assertEquals(Optional.empty(), Await.result(storage().info(StreamId.of(TARGET), soon())));
        assertEquals(0, Await.result(storage().links().lastLink(soon())));
    }

    @Test
    public void an_event_is_linked_to_a_stream_once() {
        NewEvent[] events = source(3);
        link(TARGET, ANY, events[0], events[1]);
        DuplicateEventException twice =
                assertThrows(DuplicateEventException.class, () -> link(TARGET, ANY, events[2], events[1]));
        assertEquals(events[1].id(), twice.eventId());
        assertEquals(StreamId.of(TARGET), twice.stream());
        assertEquals(2, twice.version());
        DuplicateEventException own = assertThrows(DuplicateEventException.class, () -> link(SOURCE, ANY, events[0]));
        assertEquals(1, own.version());
        assertEquals(2, version(TARGET));
        assertEquals(3, version(SOURCE));
        // Further streams may have it, too.
        assertEquals(1, link("another", ANY, events[0]).result().lastVersion());
    }

    @Test
    public void the_expectation_decides_when_the_ids_do_not() {
        NewEvent[] events = source(3);
        assertThrows(StreamNotFoundException.class, () -> link(TARGET, STREAM_EXISTS, events[0]));
        assertThrows(WrongExpectedVersionException.class, () -> link(TARGET, exactly(1), events[0]));
        link(TARGET, exactly(0), events[0]);
        assertEquals(
                1,
                assertThrows(StreamExistsException.class, () -> link(TARGET, NO_STREAM, events[1]))
                        .actual());
        WrongExpectedVersionException wrong =
                assertThrows(WrongExpectedVersionException.class, () -> link(TARGET, exactly(7), events[1]));
        assertEquals(1, wrong.actual());
        link(TARGET, STREAM_EXISTS, events[1]);
        assertThrows(WrongExpectedVersionException.class, () -> append(TARGET, exactly(0), event()));
        assertThrows(StreamExistsException.class, () -> append(TARGET, NO_STREAM, event()));
        append(TARGET, STREAM_EXISTS, event());
        assertEquals(3, version(TARGET));
    }

    @Test
    public void of_links_of_the_same_event_at_once_one_succeeds() {
        NewEvent[] events = source(1);
        List<CompletionStage<Linked>> racing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            racing.add(linking(openAnother(), TARGET, exactly(0), ids(events), OptionalLong.empty()));
        }
        int refused = 0;
        for (CompletionStage<Linked> each : racing) {
            try {
                Await.result(each);
            } catch (DuplicateEventException duplicate) {
                refused++;
            }
        }
        assertEquals(4, refused);
        assertEquals(1, version(TARGET));
    }

    @Test
    public void of_links_of_different_events_at_one_version_one_succeeds() {
        NewEvent[] events = source(5);
        List<CompletionStage<Linked>> racing = new ArrayList<>();
        for (NewEvent event : events) {
            racing.add(linking(openAnother(), TARGET, exactly(0), List.of(event.id()), OptionalLong.empty()));
        }
        int refused = 0;
        for (CompletionStage<Linked> each : racing) {
            try {
                Await.result(each);
            } catch (WrongExpectedVersionException wrong) {
                refused++;
            }
        }
        assertEquals(4, refused);
        assertEquals(1, version(TARGET));
    }

    @Test
    public void a_spent_epoch_links_nothing() {
        NewEvent[] events = source(1);
        long epoch = Await.result(storage().cluster().epoch(soon()));
        Await.result(storage().cluster().claimEpoch(epoch, UUID.randomUUID(), soon()));
        SupersededException spent = assertThrows(
                SupersededException.class,
                () -> Await.result(linking(storage(), TARGET, ANY, ids(events), OptionalLong.of(epoch))));
        assertEquals(epoch + 1, spent.current());
        Await.result(linking(storage(), TARGET, ANY, ids(events), OptionalLong.of(epoch + 1)));
        assertEquals(1, version(TARGET));
    }

    @Test
    public void links_whose_deadline_has_passed_are_not_sent() {
        NewEvent[] events = source(1);
        assertEquals(0, version(TARGET));
        Request late = new Request(
                StreamId.of(TARGET),
                ANY,
                ids(events),
                SOME_TIME,
                OptionalLong.empty(),
                Deadline.after(fixture().time(), Duration.ZERO));
        assertThrows(
                DeadlineExceededException.class,
                () -> Await.result(storage().links().link(late)));
        assertEquals(Optional.empty(), Await.result(storage().info(StreamId.of(TARGET), soon())));
    }

    @Test
    public void new_links_are_found_by_the_ids_of_links() {
        NewEvent[] events = source(3);
        long first = link(TARGET, ANY, events[0], events[1]).lastLink();
        long last = link("another", ANY, events[2]).lastLink();
        assertTrue(last > first, "ids of links grow");
        assertEquals(last, Await.result(storage().links().lastLink(soon())));
        assertEquals(new NewLinks(Set.of(TARGET, "another"), last), linksAfter(0, 10));
        assertEquals(new NewLinks(Set.of("another"), last), linksAfter(first, 10));
        assertEquals(new NewLinks(Set.of(), last), linksAfter(last, 10));
        NewLinks one = linksAfter(0, 1);
        assertEquals(Set.of(TARGET), one.streams());
        assertTrue(one.upTo() < first, "only one link was looked at");
    }

    @Test
    public void other_programs_are_told_of_links() {
        AtomicLong heard = new AtomicLong();
        Storage another = openAnother();
        another.links().onLinks(link -> heard.accumulateAndGet(link, Math::max));
        long last = link(TARGET, ANY, source(1)).lastLink();
        Await.until("the hint", () -> heard.get() > 0 && heard.get() == last);
    }

    @Test
    public void the_end_of_a_stream_that_a_subscription_starts_at_counts_links() {
        NewEvent[] events = source(2);
        append(TARGET, ANY, event());
        link(TARGET, ANY, events);
        Claim claim = new Claim(
                StreamId.of(TARGET),
                SubscriptionName.of("mailer"),
                Optional.of(new StartFrom.Current()),
                new NodeId("node1", UUID.randomUUID()),
                OptionalLong.empty(),
                soon());
        ClaimResult.Granted granted =
                (ClaimResult.Granted) Await.result(storage().subscriptions().claim(claim));
        assertEquals(3, granted.checkpoint());
    }
}
