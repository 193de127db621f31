package dev.eventstore.testkit.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionInfo;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lists of subscriptions, and what is raised when a storage went back: epoch and tokens, so that nothing that was handed out
 * before is valid. Called by JUnit only.
 */
public abstract class RestoreSuite {

    private static final StreamId ORDER = StreamId.of("order");
    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final NodeId A = new NodeId("a", new UUID(0, 1));

    private StorageFixture fixture;
    private Storage storage;

    /** For subclasses. */
    protected RestoreSuite() {}

    /**
     * The data of one test.
     *
     * @return a fixture with empty data
     */
    protected abstract StorageFixture newFixture();

    /** Opens a storage on empty data. */
    @BeforeEach
    public void open() {
        fixture = newFixture();
        storage = fixture.newStorage();
        Await.result(storage.open());
    }

    /** Closes the storage, then the fixture. */
    @AfterEach
    public void close() {
        if (storage != null) {
            storage.close();
        }
        fixture.close();
    }

    @Test
    public void a_lower_epoch_is_raised_and_appends_under_older_ones_are_superseded() {
        Await.result(append(ORDER, 0));
        assertTrue(raise(9));
        assertEquals(9, Await.result(storage.cluster().epoch(soon())));
        assertEquals(
                9, Await.failure(SupersededException.class, append(ORDER, 0)).current());
        assertEquals(2, Await.result(append(ORDER, 9)));
        assertTrue(Await.result(storage.cluster().claimEpoch(9, UUID.randomUUID(), soon())));
    }

    @Test
    public void an_epoch_that_is_high_enough_stays_and_so_do_the_tokens() {
        raise(9);
        long token = claim(ORDER).token();
        Await.result(append(ORDER, 9));
        assertFalse(raise(9));
        assertFalse(raise(3));
        assertEquals(9, Await.result(storage.cluster().epoch(soon())));
        assertTrue(checkpoint(ORDER, token, 1));
    }

    @Test
    public void tokens_from_before_are_refused_and_none_is_handed_out_again() {
        long before = claim(ORDER).token();
        Await.result(append(ORDER, 0));
        raise(1);
        assertFalse(checkpoint(ORDER, before, 1));
        assertTrue(claim(ORDER).token() > before + 1_000_000);
    }

    @Test
    public void what_a_subscriber_has_from_before_counts_no_more_since_the_generation_is_another() {
        long before = claim(ORDER).generation();
        assertEquals(before, claim(ORDER).generation());
        raise(1);
        assertTrue(claim(ORDER).generation() != before);
    }

    @Test
    public void the_owner_from_before_is_forgotten_so_that_any_node_may_claim() {
        Await.result(storage.subscriptions().renewNode(A, Duration.ofHours(1), soon()));
        claim(ORDER);
        assertEquals(Optional.of("a"), list().get(0).owner());
        raise(1);
        assertEquals(Optional.empty(), list().get(0).owner());
        NodeId b = new NodeId("b", new UUID(0, 2));
        Claim claim = new Claim(ORDER, MAILER, Optional.of(new StartFrom.Origin()), b, OptionalLong.empty(), soon());
        assertTrue(Await.result(storage.subscriptions().claim(claim)) instanceof Granted);
    }

    @Test
    public void checkpoints_beyond_the_end_are_taken_back_and_others_stay() {
        for (int i = 0; i < 3; i++) {
            Await.result(append(ORDER, 0));
        }
        Await.result(append(StreamId.of("other"), 0));
        checkpoint(ORDER, claim(ORDER).token(), 7);
        checkpoint(StreamId.ALL, claim(StreamId.ALL).token(), 2);
        checkpoint(StreamId.of("gone"), claim(StreamId.of("gone")).token(), 5);
        raise(1);
        assertEquals(
                List.of(2L, 0L, 3L),
                list().stream().map(SubscriptionInfo::checkpoint).toList());
    }

    @Test
    public void subscriptions_are_listed_by_stream_and_name_with_what_is_known_of_them() {
        assertEquals(List.of(), list());
        for (int i = 0; i < 3; i++) {
            Await.result(append(ORDER, 0));
        }
        Await.result(append(StreamId.of("other"), 0));
        checkpoint(ORDER, claim(ORDER).token(), 1);
        claim(StreamId.ALL);
        Await.result(storage.subscriptions().renewNode(A, Duration.ofMinutes(1), soon()));

        List<SubscriptionInfo> all = list();
        assertEquals(
                List.of(StreamId.ALL, ORDER),
                all.stream().map(SubscriptionInfo::stream).toList());
        assertEquals(
                List.of(0L, 1L), all.stream().map(SubscriptionInfo::checkpoint).toList());
        assertEquals(List.of(4L, 3L), all.stream().map(SubscriptionInfo::end).toList());
        assertEquals(List.of(4L, 2L), all.stream().map(SubscriptionInfo::lag).toList());
        SubscriptionInfo first = all.get(0);
        assertEquals(MAILER, first.name());
        assertEquals(Optional.of("a"), first.owner());
        assertTrue(first.ownedUntil().orElseThrow().isAfter(first.createdAt()));

        Await.result(storage.subscriptions().releaseNode(A, soon()));
        assertEquals(Optional.empty(), list().get(0).owner());
        assertEquals(Optional.empty(), list().get(0).ownedUntil());
    }

    private List<SubscriptionInfo> list() {
        return Await.result(storage.subscriptions().list(soon()));
    }

    private boolean raise(long epoch) {
        return Await.result(storage.cluster().raiseEpoch(epoch, soon()));
    }

    private Granted claim(StreamId stream) {
        Claim claim = new Claim(stream, MAILER, Optional.of(new StartFrom.Origin()), A, OptionalLong.empty(), soon());
        return (Granted) Await.result(storage.subscriptions().claim(claim));
    }

    private boolean checkpoint(StreamId stream, long token, long number) {
        Checkpoint checkpoint = new Checkpoint(stream, MAILER, token, number);
        return Await.result(storage.subscriptions().checkpoint(List.of(checkpoint), soon()))
                .get(0);
    }

    private CompletionStage<Long> append(StreamId stream, long epoch) {
        NewEvent event = new NewEvent(UUID.randomUUID(), "t", "{}".getBytes(StandardCharsets.UTF_8), null, null, null);
        AppendRequest request = new AppendRequest(
                stream, ExpectedVersion.any(), List.of(event), Instant.EPOCH, OptionalLong.of(epoch), soon());
        return storage.append(request).thenApply(done -> done.lastVersion());
    }

    private Deadline soon() {
        return Deadline.after(fixture.time(), Await.patience());
    }
}
