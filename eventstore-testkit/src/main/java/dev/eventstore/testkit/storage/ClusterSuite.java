package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.SupersededException;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the nodes of a cluster share: the epoch, which is claimed, and the settings that must agree. Called by JUnit only. */
public abstract class ClusterSuite extends StorageSuite {

    private static final Map<String, String> SOME = Map.of("name", "orders", "quorum", "2", "blacklist", "");
    private static final Map<String, String> OTHER = Map.of("name", "orders", "quorum", "3", "weights", "a=2, 'b'=3");

    /** For subclasses. */
    protected ClusterSuite() {}

    @Test
    public void the_epoch_is_0_at_first_and_grows_by_one_with_each_claim() {
        assertEquals(0, epoch(storage()));
        for (long epoch = 0; epoch < 5; epoch++) {
            assertTrue(claim(storage(), epoch), "the claim after " + epoch);
            assertEquals(epoch + 1, epoch(storage()));
        }
    }

    @Test
    public void a_claim_after_another_epoch_than_the_newest_fails_and_changes_nothing() {
        assertTrue(claim(storage(), 0));
        assertTrue(claim(storage(), 1));
        assertFalse(claim(storage(), 1), "2 is the newest");
        assertFalse(claim(storage(), 3), "3 was never claimed");
        assertEquals(2, epoch(storage()));
    }

    @Test
    public void of_claims_at_the_same_time_one_wins() {
        List<Storage> claimants = List.of(storage(), openAnother(), openAnother());
        for (long epoch = 0; epoch < 20; epoch++) {
            long expected = epoch;
            List<CompletionStage<Boolean>> claims = claimants.stream()
                    .map(each -> each.cluster().claimEpoch(expected, soon()))
                    .toList();
            assertEquals(1, claims.stream().filter(Await::result).count(), "winners of the claim after " + epoch);
        }
        claimants.forEach(each -> assertEquals(20, epoch(each)));
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

    private long epoch(Storage storage) {
        return Await.result(storage.cluster().epoch(soon()));
    }

    private boolean claim(Storage storage, long expected) {
        return Await.result(storage.cluster().claimEpoch(expected, soon()));
    }

    private Map<String, String> agree(Storage storage, Map<String, String> settings) {
        return Await.result(storage.cluster().agree(settings, soon()));
    }

    private CompletionStage<AppendResult> append(Storage storage, long epoch) {
        return storage.append(new AppendRequest(
                StreamId.of("order"), ANY, List.of(event()), SOME_TIME, OptionalLong.of(epoch), soon()));
    }

    private static boolean wasWritten(CompletionStage<AppendResult> sent) {
        try {
            Await.result(sent);
            return true;
        } catch (SupersededException superseded) {
            return false;
        }
    }
}
