package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the nodes of a cluster share: the epoch, which an append must name if it names one, and the settings that must agree. Called by JUnit only.
 */
public abstract class ClusterSuite extends StorageSuite {

    private static final Map<String, String> SOME = Map.of("name", "orders", "quorum", "2", "blacklist", "");
    private static final Map<String, String> OTHER = Map.of("name", "orders", "quorum", "3", "weights", "a=2, 'b'=3");

    /** For subclasses. */
    protected ClusterSuite() {}

    @Test
    public void an_append_of_the_current_epoch_is_written() {
        long epoch = raiseEpoch();
        assertEquals(
                1,
                Await.result(append(storage(), "order", NO_STREAM, epoch, event()))
                        .lastVersion());
        assertEquals(1, head());
    }

    @Test
    public void an_append_of_an_old_epoch_is_superseded_with_the_facts_and_writes_nothing() {
        long old = raiseEpoch();
        Await.result(append(storage(), "order", NO_STREAM, old, event()));
        long current = raiseEpoch();
        var superseded = Await.failure(SupersededException.class, append(storage(), "order", ANY, old, event()));
        assertEquals(old, superseded.epoch());
        assertEquals(current, superseded.current());
        assertEquals(1, head());
    }

    @Test
    public void an_append_of_a_future_epoch_is_superseded_too() {
        long current = raiseEpoch();
        var superseded =
                Await.failure(SupersededException.class, append(storage(), "order", ANY, current + 1, event()));
        assertEquals(current, superseded.current());
        assertEquals(0, head());
    }

    @Test
    public void an_append_without_an_epoch_is_not_checked() {
        raiseEpoch();
        raiseEpoch();
        assertEquals(1, append("order", NO_STREAM, event()).lastVersion());
    }

    @Test
    public void the_epoch_is_looked_at_before_the_ids() {
        long old = raiseEpoch();
        NewEvent x = event();
        AppendResult first = Await.result(append(storage(), "order", NO_STREAM, old, x));
        long current = raiseEpoch();
        Await.failure(SupersededException.class, append(storage(), "order", NO_STREAM, old, x));
        assertEquals(first, Await.result(append(storage(), "order", NO_STREAM, current, x)));
    }

    @Test
    public void the_epoch_is_looked_at_before_the_version() {
        long old = raiseEpoch();
        raiseEpoch();
        Await.failure(SupersededException.class, append(storage(), "order", exactly(7), old, event()));
        Await.failure(SupersededException.class, append(storage(), "order", STREAM_EXISTS, old, event()));
    }

    @Test
    public void every_storage_knows_the_new_epoch_at_once() {
        Storage another = openAnother();
        long old = raiseEpoch();
        Await.result(append(another, "order", ANY, old, event()));
        long current = raiseEpoch();
        Await.failure(SupersededException.class, append(another, "order", ANY, old, event()));
        Await.failure(SupersededException.class, append(storage(), "order", ANY, old, event()));
        Await.result(append(another, "order", ANY, current, event()));
        Await.result(append(storage(), "order", ANY, current, event()));
        assertEquals(3, head());
    }

    @Test
    public void appends_of_several_epochs_at_once_are_each_judged_by_their_own() {
        long old = raiseEpoch();
        long current = raiseEpoch();
        List<CompletionStage<AppendResult>> good = new ArrayList<>();
        List<CompletionStage<AppendResult>> bad = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            good.add(append(storage(), "current-" + i, NO_STREAM, current, event()));
            bad.add(append(storage(), "old-" + i, NO_STREAM, old, event()));
            good.add(storage().append(request("none-" + i, NO_STREAM, events(1))));
        }
        good.forEach(Await::result);
        bad.forEach(sent -> Await.failure(SupersededException.class, sent));
        assertEquals(100, head());
        assertPositionsDense();
    }

    @Test
    public void after_a_raise_no_append_of_the_old_epoch_is_ever_written() {
        long old = raiseEpoch();
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(append(storage(), "order-" + i % 10, ANY, old, event()));
        }
        raiseEpoch();
        long atRaise = head();
        long written = sent.stream().filter(ClusterSuite::wasWritten).count();
        assertEquals(written, head(), "every append that was answered is there, and no other");
        assertEquals(atRaise, head(), "nothing was written after the raise");
        Await.failure(SupersededException.class, append(storage(), "order", ANY, old, event()));
    }

    private static boolean wasWritten(CompletionStage<AppendResult> sent) {
        try {
            Await.result(sent);
            return true;
        } catch (SupersededException superseded) {
            return false;
        }
    }

    private CompletionStage<AppendResult> append(
            Storage storage, String stream, ExpectedVersion expected, long epoch, NewEvent event) {
        return storage.append(new AppendRequest(
                StreamId.of(stream), expected, List.of(event), SOME_TIME, OptionalLong.of(epoch), soon()));
    }

    @Test
    public void appends_name_the_epoch_that_was_claimed_last_through_whatever_storage() {
        Storage another = openAnother();
        assertTrue(claim(storage(), 0));
        Await.result(append(another, 1));
        assertTrue(claim(another, 1));
        var superseded = Await.failure(SupersededException.class, append(storage(), 1));
        assertEquals(2, superseded.current());
        Await.result(append(storage(), 2));
        append("order", ANY, event());
        assertEquals(3, head(), "an append that names no epoch is written, too");
    }

    @Test
    public void an_append_at_the_time_of_a_claim_is_before_it_or_superseded() {
        Storage claimant = openAnother();
        assertTrue(claim(claimant, 0));
        for (long epoch = 1; epoch <= 5; epoch++) {
            long before = head();
            List<CompletionStage<AppendResult>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(append(storage(), epoch));
            }
            assertTrue(claim(claimant, epoch));
            long atClaim = Await.result(claimant.head(soon()));
            long written = sent.stream().filter(ClusterSuite::wasWritten).count();
            assertEquals(before + written, head(), "every append that was answered is there, and no other");
            assertEquals(atClaim, head(), "nothing was written after the claim");
        }
        assertPositionsDense();
    }

    @Test
    public void the_settings_that_were_agreed_first_are_kept() {
        assertEquals(SOME, agree(storage(), SOME));
        assertEquals(SOME, agree(openAnother(), OTHER));
        assertEquals(SOME, agree(storage(), Map.of()));
        assertEquals(0, epoch(storage()), "nobody must learn of it");
    }

    @Test
    public void agreeing_on_nothing_tells_what_is_stored_and_stores_nothing() {
        assertEquals(Map.of(), agree(storage(), Map.of()));
        assertEquals(OTHER, agree(openAnother(), OTHER));
        assertEquals(OTHER, agree(storage(), Map.of()));
    }

    @Test
    public void settings_that_are_agreed_at_the_same_time_are_not_mixed() {
        List<Storage> nodes = List.of(storage(), openAnother(), openAnother());
        List<CompletionStage<Map<String, String>>> answers = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Map<String, String> wanted = Map.of("node", "n" + i, "only-" + i, "x");
            answers.add(nodes.get(i).cluster().agree(wanted, soon()));
        }
        List<Map<String, String>> agreed =
                answers.stream().map(Await::result).distinct().toList();
        assertEquals(1, agreed.size(), "what the nodes were told: " + agreed);
        assertEquals(2, agreed.get(0).size(), "the settings of one node: " + agreed);
    }

    @Test
    public void changed_settings_replace_all_and_raise_the_epoch() {
        agree(storage(), SOME);
        assertTrue(claim(storage(), 0));
        assertEquals(2, Await.result(storage().cluster().changeSettings(OTHER, soon())));
        assertEquals(OTHER, agree(openAnother(), SOME));
        assertEquals(2, epoch(storage()));
        Await.failure(SupersededException.class, append(storage(), 1));
        assertFalse(claim(storage(), 1), "a round that began before the change fails");
    }

    @Test
    public void settings_that_are_changed_at_the_same_time_are_whole_and_have_epochs_of_their_own() {
        Storage another = openAnother();
        List<CompletionStage<Long>> changes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Storage node = i % 2 == 0 ? storage() : another;
            changes.add(node.cluster().changeSettings(i % 2 == 0 ? SOME : OTHER, soon()));
        }
        assertEquals(
                LongStream.rangeClosed(1, 20).boxed().toList(),
                changes.stream().map(Await::result).sorted().toList());
        Map<String, String> stored = agree(storage(), Map.of("new", "x"));
        assertTrue(Stream.of(SOME, OTHER).anyMatch(stored::equals), "stored are " + stored);
        assertNotEquals(0, epoch(another));
    }

    /** Claims the next epoch, as a view change does. */
    private long raiseEpoch() {
        long spent = epoch(storage());
        assertTrue(claim(storage(), spent), "the claim after " + spent);
        return spent + 1;
    }

    private long epoch(Storage storage) {
        return Await.result(storage.cluster().epoch(soon()));
    }

    private boolean claim(Storage storage, long expected) {
        return Await.result(storage.cluster().claimEpoch(expected, UUID.randomUUID(), soon()));
    }

    private Map<String, String> agree(Storage storage, Map<String, String> settings) {
        return Await.result(storage.cluster().agree(settings, soon()));
    }

    private CompletionStage<AppendResult> append(Storage storage, long epoch) {
        return storage.append(new AppendRequest(
                StreamId.of("order"), ANY, List.of(event()), SOME_TIME, OptionalLong.of(epoch), soon()));
    }
}
