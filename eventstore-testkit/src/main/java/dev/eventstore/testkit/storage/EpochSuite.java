package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The epoch that an append names must equal the storage's. Called by JUnit only. */
public abstract class EpochSuite extends StorageSuite {

    /** For subclasses. */
    protected EpochSuite() {}

    @Test
    public void an_append_of_the_current_epoch_is_written() {
        long epoch = fixture().raiseEpoch();
        assertEquals(
                1,
                Await.result(append(storage(), "order", NO_STREAM, epoch, event()))
                        .lastVersion());
        assertEquals(1, head());
    }

    @Test
    public void epochs_grow() {
        long first = fixture().raiseEpoch();
        long second = fixture().raiseEpoch();
        assertTrue(second > first, second + " comes after " + first);
        assertTrue(first > 0, "the first is " + first);
    }

    @Test
    public void an_append_of_an_old_epoch_is_superseded_with_the_facts_and_writes_nothing() {
        long old = fixture().raiseEpoch();
        Await.result(append(storage(), "order", NO_STREAM, old, event()));
        long current = fixture().raiseEpoch();
        var superseded = Await.failure(SupersededException.class, append(storage(), "order", ANY, old, event()));
        assertEquals(old, superseded.epoch());
        assertEquals(current, superseded.current());
        assertEquals(1, head());
    }

    @Test
    public void an_append_of_a_future_epoch_is_superseded_too() {
        long current = fixture().raiseEpoch();
        var superseded =
                Await.failure(SupersededException.class, append(storage(), "order", ANY, current + 1, event()));
        assertEquals(current, superseded.current());
        assertEquals(0, head());
    }

    @Test
    public void an_append_without_an_epoch_is_not_checked() {
        fixture().raiseEpoch();
        fixture().raiseEpoch();
        assertEquals(1, append("order", NO_STREAM, event()).lastVersion());
    }

    @Test
    public void the_epoch_is_looked_at_before_the_ids() {
        long old = fixture().raiseEpoch();
        NewEvent x = event();
        AppendResult first = Await.result(append(storage(), "order", NO_STREAM, old, x));
        long current = fixture().raiseEpoch();
        Await.failure(SupersededException.class, append(storage(), "order", NO_STREAM, old, x));
        assertEquals(first, Await.result(append(storage(), "order", NO_STREAM, current, x)));
    }

    @Test
    public void the_epoch_is_looked_at_before_the_version() {
        long old = fixture().raiseEpoch();
        fixture().raiseEpoch();
        Await.failure(SupersededException.class, append(storage(), "order", exactly(7), old, event()));
        Await.failure(SupersededException.class, append(storage(), "order", STREAM_EXISTS, old, event()));
    }

    @Test
    public void every_storage_knows_the_new_epoch_at_once() {
        Storage another = openAnother();
        long old = fixture().raiseEpoch();
        Await.result(append(another, "order", ANY, old, event()));
        long current = fixture().raiseEpoch();
        Await.failure(SupersededException.class, append(another, "order", ANY, old, event()));
        Await.failure(SupersededException.class, append(storage(), "order", ANY, old, event()));
        Await.result(append(another, "order", ANY, current, event()));
        Await.result(append(storage(), "order", ANY, current, event()));
        assertEquals(3, head());
    }

    @Test
    public void appends_of_several_epochs_at_once_are_each_judged_by_their_own() {
        long old = fixture().raiseEpoch();
        long current = fixture().raiseEpoch();
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
        long old = fixture().raiseEpoch();
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(append(storage(), "order-" + i % 10, ANY, old, event()));
        }
        fixture().raiseEpoch();
        long atRaise = head();
        long written = sent.stream().filter(EpochSuite::wasWritten).count();
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
}
