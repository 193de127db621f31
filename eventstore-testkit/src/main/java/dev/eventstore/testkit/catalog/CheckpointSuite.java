package dev.eventstore.testkit.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.NodeId;
import dev.eventstore.api.subscription.StartFrom;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Checkpoint;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Claim;
import dev.eventstore.core.spi.storage.SubscriptionStorage.ClaimResult.Granted;
import dev.eventstore.core.spi.storage.SubscriptionStorage.Name;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageSuite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Checkpoints as they are told to those who wait for them. Called by JUnit only. */
public abstract class CheckpointSuite extends StorageSuite {

    private static final StreamId STREAM = StreamId.of("order");

    private final NodeId node = new NodeId("a", new UUID(0, 1));

    /** For subclasses. */
    protected CheckpointSuite() {}

    @Test
    public void they_are_told_in_the_order_of_the_names_and_none_of_what_does_not_exist() {
        claim(STREAM, "after", 7);
        claim(StreamId.ALL, "after", 9);
        assertEquals(
                List.of(OptionalLong.of(9), OptionalLong.empty(), OptionalLong.of(7)),
                told(name(StreamId.ALL, "after"), name(STREAM, "other"), name(STREAM, "after")));
    }

    @Test
    public void what_was_written_is_told() {
        Granted lease = claim(STREAM, "mailer", 0);
        Checkpoint written = new Checkpoint(STREAM, SubscriptionName.of("mailer"), lease.token(), 3);
        assertEquals(List.of(true), Await.result(storage().subscriptions().checkpoint(List.of(written), soon())));
        assertEquals(List.of(OptionalLong.of(3)), told(name(STREAM, "mailer")));
    }

    @Test
    public void many_are_told_at_once() {
        List<Name> names = new ArrayList<>();
        List<OptionalLong> checkpoints = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            claim(STREAM, "s" + i, i);
            names.add(name(STREAM, "s" + i));
            checkpoints.add(OptionalLong.of(i));
        }
        Collections.reverse(names);
        Collections.reverse(checkpoints);
        assertEquals(checkpoints, told(names.toArray(Name[]::new)));
    }

    private List<OptionalLong> told(Name... names) {
        return Await.result(storage().subscriptions().checkpoints(List.of(names), soon()));
    }

    private Granted claim(StreamId stream, String name, long after) {
        Optional<StartFrom> start = Optional.of(new StartFrom.After(after));
        Claim claim = new Claim(stream, SubscriptionName.of(name), start, node, OptionalLong.empty(), soon());
        return (Granted) Await.result(storage().subscriptions().claim(claim));
    }

    private static Name name(StreamId stream, String name) {
        return new Name(stream, SubscriptionName.of(name));
    }
}
