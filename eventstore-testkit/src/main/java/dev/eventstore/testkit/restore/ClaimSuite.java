package dev.eventstore.testkit.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import dev.eventstore.testkit.storage.StorageSuite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How epochs are claimed, each by one claim, which may be sent again until its answer is known. Called by JUnit only. */
public abstract class ClaimSuite extends StorageSuite {

    /** For subclasses. */
    protected ClaimSuite() {}

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
                    .map(each -> each.cluster().claimEpoch(expected, UUID.randomUUID(), soon()))
                    .toList();
            assertEquals(1, claims.stream().filter(Await::result).count(), "winners of the claim after " + epoch);
        }
        claimants.forEach(each -> assertEquals(20, epoch(each)));
    }

    @Test
    public void a_claim_that_is_repeated_is_granted_again_and_changes_nothing() {
        UUID claim = UUID.randomUUID();
        assertTrue(claim(storage(), 0, claim));
        assertTrue(claim(storage(), 0, claim), "its answer was lost");
        assertTrue(claim(openAnother(), 0, claim), "through another connection");
        assertEquals(1, epoch(storage()));
    }

    @Test
    public void a_claim_of_another_id_is_refused_once_one_was_granted() {
        UUID granted = UUID.randomUUID();
        assertTrue(claim(storage(), 0, granted));
        assertFalse(claim(storage(), 0, UUID.randomUUID()));
        assertTrue(claim(storage(), 0, granted), "the refusal changed nothing");
        assertEquals(1, epoch(storage()));
    }

    @Test
    public void a_claim_that_is_repeated_after_a_further_one_or_a_change_is_refused() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        assertTrue(claim(storage(), 0, first));
        assertTrue(claim(openAnother(), 1, second));
        assertFalse(claim(storage(), 0, first), "2 was claimed");
        Await.result(storage().cluster().changeSettings(Map.of("name", "orders"), soon()));
        assertFalse(claim(storage(), 1, second), "the settings were changed");
        assertEquals(3, epoch(storage()));
    }

    @Test
    public void of_claims_that_are_repeated_at_the_same_time_those_of_one_id_are_granted() {
        List<Storage> claimants = List.of(storage(), openAnother());
        for (long epoch = 0; epoch < 20; epoch++) {
            Map<UUID, List<CompletionStage<Boolean>>> claims = new HashMap<>();
            for (Storage claimant : claimants) {
                UUID id = UUID.randomUUID();
                for (int i = 0; i < 5; i++) {
                    claims.computeIfAbsent(id, each -> new ArrayList<>())
                            .add(claimant.cluster().claimEpoch(epoch, id, soon()));
                }
            }
            List<Long> granted = claims.values().stream()
                    .map(repeats -> repeats.stream().filter(Await::result).count())
                    .sorted()
                    .toList();
            assertEquals(List.of(0L, 5L), granted, "how often each claim after " + epoch + " was granted");
        }
        assertEquals(20, epoch(storage()));
    }

    private long epoch(Storage storage) {
        return Await.result(storage.cluster().epoch(soon()));
    }

    private boolean claim(Storage storage, long expected) {
        return claim(storage, expected, UUID.randomUUID());
    }

    private boolean claim(Storage storage, long expected, UUID claim) {
        return Await.result(storage.cluster().claimEpoch(expected, claim, soon()));
    }
}
