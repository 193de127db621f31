package dev.eventstore.testkit.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.parking.ParkedEvent;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.parking.ParkingStorage.Outcome;
import dev.eventstore.core.spi.parking.ParkingStorage.Park;
import dev.eventstore.core.spi.parking.ParkingStorage.Parked;
import dev.eventstore.core.spi.parking.ParkingStorage.Removal;
import dev.eventstore.core.spi.parking.ParkingStorage.Removed;
import dev.eventstore.core.spi.parking.ParkingStorage.Row;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.Storage.Deletion;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ParkedKey;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageSuite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What storages keep of parked events. Called by JUnit only. */
public abstract class ParkingStorageSuite extends StorageSuite {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final Parked DONE = new Parked(true, Set.of());
    private static final Parked REFUSED = new Parked(false, Set.of());

    private final NodeId a = new NodeId("a", new UUID(0, 1));
    private final NodeId b = new NodeId("b", new UUID(0, 2));

    /** For subclasses. */
    protected ParkingStorageSuite() {}

    @Test
    public void an_event_is_parked_in_one_step_with_the_checkpoint() {
        fill(4);
        long token = claim(STREAM, a).token();
        assertEquals(DONE, park(STREAM, token, 3, failed(3, "k", 2)));
        ParkedEvent parked = list(STREAM).get(0);
        assertEquals(3, parked.number());
        assertEquals(3, parked.position());
        assertEquals(Optional.of("k"), parked.key());
        assertEquals(Optional.of("no 3"), parked.error());
        assertEquals(2, parked.attempts());
        assertEquals(3, claim(STREAM, a).checkpoint());
    }

    @Test
    public void an_old_token_parks_nothing_and_removes_nothing() {
        fill(4);
        long old = claim(STREAM, a).token();
        assertEquals(DONE, park(STREAM, old, 1, failed(1, "k", 1)));
        long token = claim(STREAM, b).token();
        assertEquals(REFUSED, park(STREAM, old, 4, failed(4, null, 1)));
        assertEquals(Outcome.NOT_HELD, remove(STREAM, old, 1, "k").outcome());
        assertEquals(List.of(1L), numbers(STREAM));
        Granted next = claim(STREAM, b);
        assertEquals(1, next.checkpoint());
        assertEquals(REFUSED, park(STREAM, token, 4, failed(4, null, 1)));
        assertEquals(REFUSED, park(StreamId.of("missing"), next.token(), 4, failed(4, null, 1)));
    }

    @Test
    public void parking_again_keeps_the_newest_error_and_the_most_attempts() {
        fill(4);
        long token = claim(STREAM, a).token();
        park(STREAM, token, 4, failed(2, "k", 3), waits(4, "k"));
        assertEquals(DONE, park(STREAM, token, 2, failed(2, "k", 3), waits(4, "k")));
        assertEquals(DONE, park(STREAM, token, 2, new Row(2, 2, "k", "again", 5)));
        assertEquals(DONE, park(STREAM, token, 2, failed(2, "k", 1), waits(2, "k")));
        assertEquals(List.of(2L, 4L), numbers(STREAM));
        assertEquals(5, list(STREAM).get(0).attempts());
        assertEquals(Optional.of("no 2"), list(STREAM).get(0).error());
        assertEquals(Optional.empty(), list(STREAM).get(1).error());
        assertEquals(4, claim(STREAM, a).checkpoint(), "a checkpoint is never lowered");
    }

    @Test
    public void an_event_is_parked_behind_an_earlier_one_of_its_key_only() {
        fill(9);
        long token = claim(STREAM, a).token();
        assertEquals(DONE, park(STREAM, token, 2, failed(2, "k", 1), failed(1, null, 1), failed(7, "later", 1)));
        Parked some = park(STREAM, token, 9, waits(3, "k"), waits(4, "free"), waits(5, null), waits(6, "later"));
        assertEquals(new Parked(true, Set.of(4L, 5L, 6L)), some);
        assertEquals(List.of(1L, 2L, 3L, 7L), numbers(STREAM));
        assertEquals(2, claim(STREAM, a).checkpoint(), "it stays below what is not parked");
        long next = claim(STREAM, a).token();
        assertEquals(DONE, park(STREAM, next, 9, failed(4, "new", 1), waits(5, "new"), waits(8, "later")));
        assertEquals(9, claim(STREAM, a).checkpoint());
    }

    @Test
    public void what_is_parked_comes_back_with_the_claim() {
        fill(5);
        assertEquals(List.of(), claim(STREAM, a).parked());
        long token = claim(STREAM, a).token();
        park(STREAM, token, 5, failed(2, "k", 1), waits(3, "k"), failed(5, null, 1));
        List<ParkedKey> expected = List.of(new ParkedKey(2, "k"), new ParkedKey(3, "k"), new ParkedKey(5, null));
        assertEquals(expected, claim(STREAM, b).parked());
        assertEquals(List.of(), claim(StreamId.ALL, b).parked());
    }

    @Test
    public void only_the_front_of_a_key_is_removed_and_the_next_one_is_told_with_it() {
        fill(5);
        long token = claim(STREAM, a).token();
        park(STREAM, token, 5, failed(1, "k", 4), waits(3, "k"), failed(4, "other", 7));
        assertEquals(Removed.not(Outcome.BEHIND), remove(STREAM, token, 3, "k"));
        Removed first = remove(STREAM, token, 1, "k");
        assertEquals(new Removed(Outcome.REMOVED, OptionalLong.of(3), OptionalInt.of(0)), first);
        Removed again = remove(STREAM, token, 1, "k");
        assertEquals(new Removed(Outcome.ABSENT, OptionalLong.of(3), OptionalInt.of(0)), again);
        assertEquals(Removed.not(Outcome.REMOVED), remove(STREAM, token, 3, "k"));
        assertEquals(List.of(4L), numbers(STREAM));
    }

    @Test
    public void a_key_is_free_when_the_last_of_its_events_is_removed_and_not_before() {
        fill(6);
        long token = claim(STREAM, a).token();
        park(STREAM, token, 1, failed(1, "k", 1));
        assertEquals(DONE, park(STREAM, token, 2, waits(2, "k")));
        assertEquals(OptionalLong.of(2), remove(STREAM, token, 1, "k").next());
        assertEquals(DONE, park(STREAM, token, 3, waits(3, "k")));
        assertEquals(OptionalLong.of(3), remove(STREAM, token, 2, "k").next());
        assertEquals(OptionalLong.empty(), remove(STREAM, token, 3, "k").next());
        assertEquals(new Parked(true, Set.of(4L)), park(STREAM, token, 4, waits(4, "k")));
    }

    @Test
    public void events_without_a_key_are_in_nobodys_way() {
        fill(3);
        long token = claim(STREAM, a).token();
        park(STREAM, token, 3, failed(1, null, 1), failed(2, null, 1), failed(3, null, 1));
        assertEquals(Removed.not(Outcome.REMOVED), remove(STREAM, token, 2, null));
        assertEquals(List.of(1L, 3L), numbers(STREAM));
    }

    @Test
    public void a_removal_without_a_token_is_refused_by_a_live_holder_and_shuts_out_a_dead_one() {
        fill(3);
        Await.result(storage().subscriptions().renewNode(a, Duration.ofMinutes(10), soon()));
        long token = claim(STREAM, a).token();
        park(STREAM, token, 3, failed(1, "k", 1), waits(2, "k"), failed(3, null, 1));
        assertEquals(Removed.not(Outcome.NOT_HELD), remove(STREAM, OptionalLong.empty(), 1, "k"));
        Await.result(storage().subscriptions().release(STREAM, MAILER, token, soon()));
        assertEquals(
                Outcome.REMOVED, remove(STREAM, OptionalLong.empty(), 1, "k").outcome());
        assertEquals(REFUSED, park(STREAM, token, 3, failed(1, "k", 1)));
        long second = claim(STREAM, a).token();
        Await.result(storage().subscriptions().releaseNode(a, soon()));
        assertEquals(Outcome.BEHIND, removeBehind(second));
        assertEquals(Removed.not(Outcome.ABSENT), remove(StreamId.of("none"), OptionalLong.empty(), 1, null));
    }

    private Outcome removeBehind(long token) {
        assertEquals(REFUSED, park(STREAM, token - 1, 3, waits(2, "k")));
        long fresh = claim(STREAM, b).token();
        park(STREAM, fresh, 3, failed(1, "k", 1));
        return remove(STREAM, OptionalLong.empty(), 2, "k").outcome();
    }

    @Test
    public void a_hard_delete_removes_what_is_parked_of_the_streams_events_everywhere() {
        append("before", ANY, event());
        fill(2);
        long own = claim(STREAM, a).token();
        long all = claim(StreamId.ALL, a).token();
        park(STREAM, own, 2, failed(1, "k", 1), waits(2, "k"));
        park(StreamId.ALL, all, 3, at(1, 1, "before"), at(2, 2, "order"), at(3, 3, null));
        hardDelete(STREAM);
        assertEquals(List.of(), numbers(STREAM));
        assertEquals(List.of(1L), numbers(StreamId.ALL));
        assertEquals(List.of(), claim(STREAM, a).parked());
        assertEquals(DONE, park(StreamId.ALL, all, 3, at(2, 2, "order"), at(3, 3, null)), "they are passed over");
        assertEquals(List.of(1L), numbers(StreamId.ALL));
        assertEquals(REFUSED, park(STREAM, own, 2, failed(1, "k", 1)));
    }

    @Test
    public void what_is_parked_goes_with_its_subscription() {
        fill(2);
        park(STREAM, claim(STREAM, a).token(), 2, failed(1, "k", 1));
        assertEquals(List.of(1L), numbers(STREAM));
        Await.result(storage().subscriptions().delete(STREAM, MAILER, soon()));
        assertEquals(List.of(), numbers(STREAM));
        assertEquals(List.of(), claim(STREAM, a).parked());
    }

    @Test
    public void every_storage_sees_what_is_parked_and_any_text_is_kept() {
        fill(2);
        long token = claim(STREAM, a).token();
        String text = "x'\"\\{},ü\n" + "long ".repeat(1_000);
        park(STREAM, token, 2, new Row(1, 1, "k{},\"'", text, 1), new Row(2, 2, null, "with \0 inside", 1));
        Storage another = openAnother();
        List<ParkedEvent> seen = Await.result(another.parking().list(STREAM, MAILER, soon()));
        assertEquals(Optional.of("k{},\"'"), seen.get(0).key());
        assertEquals(Optional.of(text), seen.get(0).error());
        assertTrue(seen.get(1).error().orElseThrow().startsWith("with "));
        Granted next = (Granted) Await.result(another.subscriptions().claim(claimOf(STREAM, b)));
        assertEquals(List.of(new ParkedKey(1, "k{},\"'"), new ParkedKey(2, null)), next.parked());
    }

    @Test
    public void a_checkpoint_written_beside_it_is_never_lowered() {
        fill(9);
        long token = claim(STREAM, a).token();
        Await.result(storage().subscriptions().checkpoint(List.of(new Checkpoint(STREAM, MAILER, token, 8)), soon()));
        park(STREAM, token, 5, failed(5, null, 1));
        Granted next = claim(STREAM, a);
        assertEquals(8, next.checkpoint());
        assertEquals(List.of(new ParkedKey(5, null)), next.parked());
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            append(STREAM.value(), ANY, event());
        }
    }

    private void hardDelete(StreamId stream) {
        Await.result(
                storage().delete(new Deletion(stream, ANY, DeleteMode.HARD, SOME_TIME, OptionalLong.empty(), soon())));
    }

    private static Row failed(long number, @Nullable String key, int attempts) {
        return new Row(number, number, key, "no " + number, attempts);
    }

    private static Row waits(long number, @Nullable String key) {
        return new Row(number, number, key, null, 0);
    }

    private static Row at(long number, long position, @Nullable String key) {
        return new Row(number, position, key, "no " + number, 1);
    }

    private Granted claim(StreamId stream, NodeId node) {
        return (Granted) Await.result(storage().subscriptions().claim(claimOf(stream, node)));
    }

    private Claim claimOf(StreamId stream, NodeId node) {
        return new Claim(stream, MAILER, Optional.of(new StartFrom.Origin()), node, OptionalLong.empty(), soon());
    }

    private Parked park(StreamId stream, long token, long checkpoint, Row... rows) {
        return Await.result(
                storage().parking().park(new Park(stream, MAILER, token, checkpoint, List.of(rows), soon())));
    }

    private Removed remove(StreamId stream, long token, long number, @Nullable String key) {
        return remove(stream, OptionalLong.of(token), number, key);
    }

    private Removed remove(StreamId stream, OptionalLong token, long number, @Nullable String key) {
        return Await.result(storage().parking().remove(new Removal(stream, MAILER, token, number, key, soon())));
    }

    private List<ParkedEvent> list(StreamId stream) {
        return Await.result(storage().parking().list(stream, MAILER, soon()));
    }

    private List<Long> numbers(StreamId stream) {
        return list(stream).stream().map(ParkedEvent::number).toList();
    }
}
