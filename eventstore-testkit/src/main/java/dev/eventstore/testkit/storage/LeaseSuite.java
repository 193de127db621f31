package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.core.spi.storage.SubscriptionStorage;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Held;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Missing;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Leases and checkpoints of subscriptions, and the rows of the nodes that hold them. Called by JUnit only. */
public abstract class LeaseSuite extends StorageSuite {

    private static final StreamId STREAM = StreamId.of("order");
    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final StartFrom ORIGIN = new StartFrom.Origin();
    private static final OptionalLong NO_EPOCH = OptionalLong.empty();

    private final NodeId a = new NodeId("a", new UUID(0, 1));
    private final NodeId aRestarted = new NodeId("a", new UUID(0, 2));
    private final NodeId b = new NodeId("b", new UUID(0, 3));

    @Test
    public void a_first_claim_creates_the_subscription_at_its_start() {
        assertEquals(0, granted(claim(STREAM, "origin", ORIGIN, a)).checkpoint());
        assertEquals(
                7, granted(claim(STREAM, "after", new StartFrom.After(7), a)).checkpoint());
        assertEquals(
                0, granted(claim(STREAM, "current", new StartFrom.Current(), a)).checkpoint());
        fill("order", 3);
        fill("other", 2);
        assertEquals(
                3,
                granted(claim(STREAM, "current-2", new StartFrom.Current(), a)).checkpoint());
        assertEquals(
                5,
                granted(claim(StreamId.ALL, "current-2", new StartFrom.Current(), a))
                        .checkpoint());
    }

    @Test
    public void current_is_resolved_once_when_the_subscription_is_created() {
        fill("order", 3);
        live(a);
        assertEquals(
                3, granted(claim(STREAM, "mailer", new StartFrom.Current(), a)).checkpoint());
        fill("order", 4);
        releaseNode(a);
        assertEquals(
                3, granted(claim(STREAM, "mailer", new StartFrom.Current(), b)).checkpoint());
        assertEquals(3, granted(claim(STREAM, "mailer", ORIGIN, b)).checkpoint());
    }

    @Test
    public void a_claim_without_a_start_creates_nothing_but_takes_what_is_there() {
        assertEquals(new Missing(), claim(STREAM, "mailer", null, a));
        assertEquals(
                7, granted(claim(STREAM, "mailer", new StartFrom.After(7), a)).checkpoint());
        assertEquals(7, granted(claim(STREAM, "mailer", null, a)).checkpoint());
    }

    @Test
    public void every_claim_gets_a_higher_token_also_of_the_same_node() {
        long first = granted(claim(a)).token();
        long second = granted(claim(a)).token();
        assertTrue(second > first, second + " comes after " + first);
        assertEquals(List.of(false), checkpoint(first, 5));
        assertEquals(List.of(true), checkpoint(second, 5));
    }

    @Test
    public void a_live_holder_keeps_others_out_and_is_named() {
        live(a);
        long token = granted(claim(a)).token();
        assertEquals(new Held("a"), claim(b));
        assertEquals(new Held("a"), claim(aRestarted));
        assertEquals(List.of(true), checkpoint(token, 3), "a refused claim changes nothing");
    }

    @Test
    public void a_holder_without_a_row_is_taken_over() {
        long first = granted(claim(a)).token();
        long second = granted(claim(b)).token();
        assertTrue(second > first);
        assertEquals(List.of(false), checkpoint(first, 3));
    }

    @Test
    public void a_holder_whose_row_has_run_out_is_taken_over_and_not_before() {
        Duration ttl = Duration.ofMillis(300);
        long renewed = System.nanoTime();
        Await.result(subscriptions().renewNode(a, ttl, soon()));
        granted(claim(a));
        assertInstanceOf(Held.class, claim(b));
        Await.until("the row runs out", () -> claim(b) instanceof Granted);
        Duration held = Duration.ofNanos(System.nanoTime() - renewed);
        assertTrue(held.compareTo(ttl) >= 0, "taken over after " + held);
    }

    @Test
    public void a_holder_that_renews_its_row_is_not_taken_over() {
        Duration ttl = Duration.ofMillis(400);
        long start = System.nanoTime();
        Await.result(subscriptions().renewNode(a, ttl, soon()));
        granted(claim(a));
        Await.until("two lifetimes have passed", () -> {
            long before = System.nanoTime();
            Await.result(subscriptions().renewNode(a, ttl, soon()));
            boolean inTime = System.nanoTime() - before < ttl.toNanos() / 2;
            assertTrue(!inTime || claim(b) instanceof Held, "the holder has renewed its row");
            return System.nanoTime() - start > 2 * ttl.toNanos();
        });
    }

    @Test
    public void a_lease_that_was_given_back_is_free() {
        live(a);
        long token = granted(claim(a)).token();
        checkpoint(token, 4);
        Await.result(subscriptions().release(STREAM, MAILER, token, soon()));
        Await.result(subscriptions().release(STREAM, MAILER, token, soon()));
        assertEquals(4, granted(claim(b)).checkpoint());
        assertEquals(List.of(false), checkpoint(token, 9));
    }

    @Test
    public void an_old_token_gives_nothing_back() {
        live(a);
        long old = granted(claim(a)).token();
        long token = granted(claim(a)).token();
        Await.result(subscriptions().release(STREAM, MAILER, old, soon()));
        assertInstanceOf(Held.class, claim(b));
        assertEquals(List.of(true), checkpoint(token, 1));
    }

    @Test
    public void a_node_that_goes_frees_all_its_leases_and_no_others() {
        live(a);
        live(b);
        granted(claim(STREAM, "one", ORIGIN, a));
        granted(claim(StreamId.ALL, "two", ORIGIN, a));
        granted(claim(STREAM, "three", ORIGIN, b));
        releaseNode(a);
        releaseNode(a);
        granted(claim(STREAM, "one", ORIGIN, aRestarted));
        granted(claim(StreamId.ALL, "two", ORIGIN, b));
        assertEquals(new Held("b"), claim(STREAM, "three", ORIGIN, aRestarted));
    }

    @Test
    public void a_checkpoint_is_never_lowered() {
        long token = granted(claim(a)).token();
        assertEquals(List.of(true), checkpoint(token, 10));
        assertEquals(List.of(true), checkpoint(token, 4));
        long next = granted(claim(a)).token();
        assertEquals(List.of(true), checkpoint(next, 9));
        assertEquals(10, granted(claim(a)).checkpoint());
    }

    @Test
    public void checkpoints_of_several_subscriptions_have_outcomes_of_their_own() {
        long one = granted(claim(STREAM, "one", ORIGIN, a)).token();
        long stale = granted(claim(STREAM, "two", ORIGIN, a)).token();
        granted(claim(STREAM, "two", ORIGIN, a));
        long three = granted(claim(StreamId.ALL, "one", ORIGIN, a)).token();
        List<Checkpoint> checkpoints = List.of(
                new Checkpoint(STREAM, SubscriptionName.of("one"), one, 1),
                new Checkpoint(STREAM, SubscriptionName.of("two"), stale, 2),
                new Checkpoint(STREAM, SubscriptionName.of("missing"), one, 3),
                new Checkpoint(StreamId.ALL, SubscriptionName.of("one"), three, 4));
        assertEquals(
                List.of(true, false, false, true), Await.result(subscriptions().checkpoint(checkpoints, soon())));
        assertEquals(1, granted(claim(STREAM, "one", ORIGIN, a)).checkpoint());
        assertEquals(0, granted(claim(STREAM, "two", ORIGIN, a)).checkpoint());
        assertEquals(4, granted(claim(StreamId.ALL, "one", ORIGIN, a)).checkpoint());
    }

    @Test
    public void a_token_is_not_used_again_after_deletion_and_creation() {
        Set<Long> tokens = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            long token = granted(claim(a)).token();
            assertTrue(tokens.add(token), token + " was used before");
            assertEquals(List.of(true), checkpoint(token, 900));
            assertTrue(Await.result(subscriptions().delete(STREAM, MAILER, soon())));
        }
        long zombie = tokens.stream().max(Long::compare).orElseThrow();
        long token = granted(claim(a)).token();
        assertEquals(List.of(false), checkpoint(zombie, 900));
        assertEquals(0, granted(claim(a)).checkpoint());
        assertTrue(token > zombie);
    }

    @Test
    public void a_deleted_subscription_is_gone_whoever_holds_it() {
        live(a);
        long token = granted(claim(a)).token();
        checkpoint(token, 9);
        assertTrue(Await.result(subscriptions().delete(STREAM, MAILER, soon())));
        assertFalse(Await.result(subscriptions().delete(STREAM, MAILER, soon())));
        assertEquals(List.of(false), checkpoint(token, 10));
        assertEquals(0, granted(claim(b)).checkpoint());
    }

    @Test
    public void an_epoch_takes_the_lease_at_once_unless_the_row_has_a_higher_one() {
        live(a);
        long first = granted(claimUnder(5, a)).token();
        long second = granted(claimUnder(5, b)).token();
        long third = granted(claimUnder(6, a)).token();
        assertInstanceOf(Held.class, claimUnder(5, b));
        assertTrue(first < second && second < third);
        assertEquals(List.of(false), checkpoint(second, 1));
        assertEquals(List.of(true), checkpoint(third, 2));
    }

    @Test
    public void a_claim_without_an_epoch_leaves_the_epoch_of_the_row() {
        granted(claimUnder(5, a));
        granted(claim(b));
        assertInstanceOf(Held.class, claimUnder(4, a));
        granted(claimUnder(5, a));
    }

    @Test
    public void every_storage_knows_the_leases() {
        Storage another = openAnother();
        live(a);
        long token = granted(claim(a)).token();
        assertEquals(new Held("a"), claim(another, "mailer", b));
        checkpoint(token, 12);
        Await.result(another.subscriptions().releaseNode(a, soon()));
        assertEquals(12, granted(claim(another, "mailer", b)).checkpoint());
        assertEquals(List.of(false), checkpoint(token, 13));
    }

    private SubscriptionStorage subscriptions() {
        return storage().subscriptions();
    }

    private void live(NodeId node) {
        Await.result(subscriptions().renewNode(node, seconds(600), soon()));
    }

    private void releaseNode(NodeId node) {
        Await.result(subscriptions().releaseNode(node, soon()));
    }

    private ClaimResult claim(NodeId node) {
        return claim(STREAM, MAILER.value(), ORIGIN, node);
    }

    private ClaimResult claim(StreamId stream, String name, @Nullable StartFrom start, NodeId node) {
        return claim(storage(), claimOf(stream, name, start, node, NO_EPOCH));
    }

    private ClaimResult claim(Storage through, String name, NodeId node) {
        return claim(through, claimOf(STREAM, name, ORIGIN, node, NO_EPOCH));
    }

    private ClaimResult claimUnder(long epoch, NodeId node) {
        return claim(storage(), claimOf(STREAM, MAILER.value(), ORIGIN, node, OptionalLong.of(epoch)));
    }

    private static ClaimResult claim(Storage through, Claim claim) {
        return Await.result(through.subscriptions().claim(claim));
    }

    private Claim claimOf(StreamId stream, String name, @Nullable StartFrom start, NodeId node, OptionalLong epoch) {
        return new Claim(stream, SubscriptionName.of(name), Optional.ofNullable(start), node, epoch, soon());
    }

    private List<Boolean> checkpoint(long token, long number) {
        return Await.result(subscriptions().checkpoint(List.of(new Checkpoint(STREAM, MAILER, token, number)), soon()));
    }

    private static Granted granted(ClaimResult result) {
        return assertInstanceOf(Granted.class, result);
    }
}
