package dev.eventstore.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.EventNotFoundException;
import dev.eventstore.api.error.LeaseLostException;
import dev.eventstore.api.error.StreamDeletedException;
import dev.eventstore.api.error.StreamExistsException;
import dev.eventstore.api.error.StreamNotFoundException;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.error.WrongExpectedVersionException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.ReadRequest;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.StoredEvent;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Held;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Soft and hard deletes, and what they leave. Called by JUnit only. */
public abstract class StorageDeleteSuite extends OpenStorage {

    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final NodeId NODE = new NodeId("node1", new UUID(1, 1));
    private static final NodeId OTHER = new NodeId("node2", new UUID(2, 2));

    /** For subclasses. */
    protected StorageDeleteSuite() {}

    @Test
    public void a_softly_deleted_stream_can_no_longer_be_read_or_written() {
        NewEvent[] events = source(2);
        append("other", ANY, event());
        assertTrue(delete(SOURCE, ANY, DeleteMode.SOFT) > 0);
        Await.failure(StreamDeletedException.class, reading(SOURCE));
        Await.failure(StreamDeletedException.class, storage().info(StreamId.of(SOURCE), soon()));
        Await.failure(StreamDeletedException.class, appending(SOURCE, ANY, event()));
        Await.failure(StreamDeletedException.class, appending(SOURCE, exactly(2), event()));
        Await.failure(StreamDeletedException.class, appending(SOURCE, NO_STREAM, event()));
        UUID other = readForward("other", 1, 1).get(0).id();
        Await.failure(
                StreamDeletedException.class, linking(storage(), SOURCE, ANY, List.of(other), OptionalLong.empty()));
        Await.failure(
                StreamDeletedException.class,
                storage().importBatch(List.of(new ImportEvent(StreamId.of(SOURCE), event(), SOME_TIME)), soon()));
        assertEquals(ids(events), storedIds(readForward("$all", 1, 2)));
    }

    @Test
    public void events_of_a_softly_deleted_stream_stay_in_all_and_in_links_and_can_be_linked() {
        NewEvent[] events = source(3);
        link(TARGET, ANY, events[0]);
        delete(SOURCE, exactly(3), DeleteMode.SOFT);
        link(TARGET, ANY, events[2]);
        assertEquals(ids(events), storedIds(readForward("$all", 1, 10)));
        assertEquals(ids(events[0], events[2]), storedIds(readForward(TARGET, 1, 10)));
        assertEquals(SOURCE, readForward(TARGET, 1, 10).get(0).stream());
    }

    @Test
    public void a_repeated_append_gets_its_first_answer_after_a_soft_delete_and_is_new_after_a_hard_one() {
        NewEvent[] events = {event(), event()};
        AppendResult first = append(SOURCE, NO_STREAM, events);
        delete(SOURCE, ANY, DeleteMode.SOFT);
        assertEquals(first, append(SOURCE, NO_STREAM, events));
        delete(SOURCE, ANY, DeleteMode.HARD);
        AppendResult anew = append(SOURCE, NO_STREAM, events);
        assertEquals(new AppendResult(StreamId.of(SOURCE), 1, 2, first.lastPosition() + 2), anew);
    }

    @Test
    public void a_stream_is_deleted_softly_once_and_hard_after_that() {
        source(1);
        delete(SOURCE, ANY, DeleteMode.SOFT);
        Await.failure(StreamDeletedException.class, deleting(SOURCE, ANY, DeleteMode.SOFT));
        delete(SOURCE, STREAM_EXISTS, DeleteMode.HARD);
        Await.failure(StreamNotFoundException.class, deleting(SOURCE, ANY, DeleteMode.SOFT));
        Await.failure(StreamNotFoundException.class, deleting(SOURCE, ANY, DeleteMode.HARD));
        Await.failure(StreamNotFoundException.class, reading(SOURCE));
    }

    @Test
    public void an_expectation_that_is_not_met_deletes_nothing() {
        source(2);
        for (DeleteMode mode : DeleteMode.values()) {
            WrongExpectedVersionException wrong =
                    Await.failure(WrongExpectedVersionException.class, deleting(SOURCE, exactly(1), mode));
            assertEquals(2, wrong.actual());
            Await.failure(StreamExistsException.class, deleting(SOURCE, NO_STREAM, mode));
            for (ExpectedVersion expected : List.of(ANY, exactly(0), exactly(2), NO_STREAM, STREAM_EXISTS)) {
                Await.failure(StreamNotFoundException.class, deleting("missing", expected, mode));
            }
        }
        assertEquals(2, readForward(SOURCE, 1, 10).size());
        delete(SOURCE, exactly(2), DeleteMode.HARD);
        assertEquals(0, version(SOURCE));
    }

    @Test
    public void a_delete_under_another_epoch_is_superseded() {
        source(1);
        assertTrue(Await.result(storage().cluster().claimEpoch(0, UUID.randomUUID(), soon())));
        for (DeleteMode mode : DeleteMode.values()) {
            SupersededException refused =
                    Await.failure(SupersededException.class, deleting(SOURCE, ANY, mode, OptionalLong.of(0)));
            assertEquals(1, refused.current());
        }
        assertEquals(1, readForward(SOURCE, 1, 10).size());
        Await.result(deleting(SOURCE, ANY, DeleteMode.HARD, OptionalLong.of(1)));
        assertEquals(0, version(SOURCE));
    }

    @Test
    public void a_hard_delete_removes_the_events_and_no_position_is_used_again() {
        append("other", ANY, event());
        source(2);
        NewEvent last = event();
        append("other", ANY, last);
        append(SOURCE, ANY, event());
        delete(SOURCE, ANY, DeleteMode.HARD);
        assertEquals(List.of(1L, 4L), numbers(readForward("$all", 1, 10)));
        assertEquals(List.of(4L, 1L), numbers(readBackward("$all", Long.MAX_VALUE, 10)));
        assertEquals(List.of(4L), numbers(readForward("$all", 2, 1)));
        assertEquals(5, Await.result(storage().head(soon())));
        assertEquals(5, version("$all"));
        assertEquals(
                new AppendResult(StreamId.of(SOURCE), 1, 1, 6),
                append(SOURCE, NO_STREAM, event()),
                "the name begins at version 1");
        assertEquals(2, version("other"));
        delete("other", ANY, DeleteMode.HARD);
        delete(SOURCE, ANY, DeleteMode.HARD);
        assertEquals(List.of(), readForward("$all", 1, 10));
        assertEquals(7, append("other", NO_STREAM, event()).lastPosition());
    }

    @Test
    public void a_hard_delete_removes_links_to_the_events_and_leaves_holes() {
        NewEvent[] events = source(3);
        NewEvent own = event();
        append(TARGET, ANY, own);
        link(TARGET, ANY, events[0], events[1]);
        append(TARGET, ANY, event());
        link(TARGET, ANY, events[2]);
        link("links only", ANY, events);
        delete(SOURCE, ANY, DeleteMode.HARD);
        assertEquals(List.of(1L, 4L), numbers(readForward(TARGET, 1, 10)));
        assertEquals(List.of(4L), numbers(readForward(TARGET, 2, 1)));
        assertEquals(List.of(4L, 1L), numbers(readBackward(TARGET, Long.MAX_VALUE, 10)));
        assertEquals(5, version(TARGET));
        assertEquals(6, append(TARGET, exactly(5), event()).firstVersion());
        assertEquals(7, link(TARGET, exactly(6), append("third")).result().firstVersion());
        assertEquals(List.of(), readForward("links only", 1, 10));
        assertEquals(3, version("links only"));
        assertEquals(4, append("links only", STREAM_EXISTS, event()).firstVersion());
        Await.failure(EventNotFoundException.class, linking(storage(), TARGET, ANY, ids(events), OptionalLong.empty()));
    }

    /** Hole 10 of the model: there the original events were deleted. */
    @Test
    public void a_hard_delete_of_a_stream_leaves_what_was_linked_to_it() {
        NewEvent[] events = source(2);
        NewEvent own = event();
        append(TARGET, ANY, own);
        link(TARGET, ANY, events);
        link("third", ANY, events[0], own);
        delete(TARGET, exactly(3), DeleteMode.HARD);
        assertEquals(ids(events), storedIds(readForward(SOURCE, 1, 10)));
        assertEquals(ids(events), storedIds(readForward("$all", 1, 10)));
        assertEquals(ids(events[0]), storedIds(readForward("third", 1, 10)));
        assertEquals(1, link(TARGET, NO_STREAM, events).result().firstVersion(), "they can be linked again");
    }

    @Test
    public void a_hard_delete_resets_the_subscriptions_of_the_stream_only() {
        source(3);
        Granted old = claim(SOURCE, NODE, OptionalLong.empty());
        Granted ofAll = claim("$all", NODE, OptionalLong.empty());
        Await.result(storage().subscriptions().renewNode(NODE, Duration.ofMinutes(5), soon()));
        assertEquals(List.of(true, true), checkpoint(old, 3, ofAll, 3));
        delete(SOURCE, ANY, DeleteMode.SOFT);
        assertEquals(List.of(true, true), checkpoint(old, 3, ofAll, 3));
        delete(SOURCE, ANY, DeleteMode.HARD);
        assertEquals(List.of(false, true), checkpoint(old, 3, ofAll, 3));
        Granted anew = claim(SOURCE, OTHER, OptionalLong.empty());
        assertEquals(0, anew.checkpoint());
        assertTrue(anew.token() > old.token() && anew.token() > ofAll.token());
    }

    @Test
    public void a_lease_that_was_lost_in_its_own_epoch_is_taken_again_only_where_a_hard_delete_has_freed_it() {
        source(1);
        Granted first = claim(SOURCE, NODE, OptionalLong.of(3));
        Claim again = new Claim(StreamId.of(SOURCE), MAILER, Optional.empty(), OTHER, OptionalLong.of(3), true, soon());
        assertEquals(new Held("node1"), Await.result(storage().subscriptions().claim(again)));
        delete(SOURCE, ANY, DeleteMode.HARD);
        Claim earlier =
                new Claim(StreamId.of(SOURCE), MAILER, Optional.empty(), OTHER, OptionalLong.of(2), true, soon());
        assertTrue(
                Await.result(storage().subscriptions().claim(earlier)) instanceof Held,
                "a former owner never takes it");
        Granted second = (Granted) Await.result(storage().subscriptions().claim(again));
        assertTrue(second.token() > first.token());
    }

    @Test
    public void a_read_for_a_subscription_fails_once_its_stream_was_removed_whatever_has_its_name_since() {
        NewEvent[] events = source(1);
        Granted lease = claim(SOURCE, NODE, OptionalLong.empty());
        assertEquals(ids(events), storedIds(Await.result(reading(lease))));
        delete(SOURCE, ANY, DeleteMode.HARD);
        Await.failure(LeaseLostException.class, reading(lease));
        source(2);
        Await.failure(LeaseLostException.class, reading(lease));
        assertEquals(
                2,
                Await.result(reading(claim(SOURCE, NODE, OptionalLong.empty()))).size());
    }

    @Test
    public void whoever_follows_streams_learns_of_deletes_as_of_links() {
        source(2);
        append("other", ANY, event());
        long linked = link(TARGET, ANY, append("third")).lastLink();
        long soft = delete("other", ANY, DeleteMode.SOFT);
        long hard = delete(SOURCE, ANY, DeleteMode.HARD);
        assertEquals(hard, Await.result(storage().links().lastLink(soon())));
        assertEquals(new NewLinks(Set.of(TARGET, "other"), soft), linksAfter(0, 2));
        assertEquals(new NewLinks(Set.of("other"), soft), linksAfter(linked, 1));
        assertEquals(new NewLinks(Set.of(SOURCE), hard, true), linksAfter(soft, 10));
        assertEquals(new NewLinks(Set.of(TARGET, "other", SOURCE), hard, true), linksAfter(0, 10));
    }

    private NewEvent append(String stream) {
        NewEvent event = event();
        append(stream, ANY, event);
        return event;
    }

    private CompletionStage<Long> deleting(String stream, ExpectedVersion expected, DeleteMode mode) {
        return deleting(stream, expected, mode, OptionalLong.empty());
    }

    private CompletionStage<Long> deleting(
            String stream, ExpectedVersion expected, DeleteMode mode, OptionalLong epoch) {
        return storage().delete(new Deletion(StreamId.of(stream), expected, mode, SOME_TIME, epoch, soon()));
    }

    private long delete(String stream, ExpectedVersion expected, DeleteMode mode) {
        return Await.result(deleting(stream, expected, mode));
    }

    private CompletionStage<List<StoredEvent>> reading(String stream) {
        return storage().read(new ReadRequest(StreamId.of(stream), false, 1, 10, soon()));
    }

    private CompletionStage<List<StoredEvent>> reading(Granted lease) {
        Optional<ReadRequest.Lease> named = Optional.of(new ReadRequest.Lease(MAILER, lease.token()));
        return storage().read(new ReadRequest(StreamId.of(SOURCE), false, 1, 10, soon(), named));
    }

    private Granted claim(String stream, NodeId node, OptionalLong epoch) {
        return (Granted) Await.result(storage()
                .subscriptions()
                .claim(new Claim(
                        StreamId.of(stream), MAILER, Optional.of(new StartFrom.Origin()), node, epoch, soon())));
    }

    private List<Boolean> checkpoint(Granted source, long sourceNumber, Granted all, long allNumber) {
        return Await.result(storage()
                .subscriptions()
                .checkpoint(
                        List.of(
                                new Checkpoint(StreamId.of(SOURCE), MAILER, source.token(), sourceNumber),
                                new Checkpoint(StreamId.ALL, MAILER, all.token(), allNumber)),
                        soon()));
    }
}
