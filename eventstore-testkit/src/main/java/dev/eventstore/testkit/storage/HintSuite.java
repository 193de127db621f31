package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.core.spi.storage.ImportEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A storage is told that another one has written. Called by JUnit only. */
public abstract class HintSuite extends StorageSuite {

    /** For subclasses. */
    protected HintSuite() {}

    @Test
    public void an_append_through_one_storage_reaches_the_others() {
        AtomicLong one = hintsOf(openAnother());
        AtomicLong two = hintsOf(openAnother());
        for (int i = 1; i <= 20; i++) {
            fill("order", 1);
            long head = i;
            Await.until("both are told of " + head, () -> one.get() >= head && two.get() >= head);
        }
        assertEquals(20, one.get());
    }

    @Test
    public void the_last_append_of_a_burst_is_told() {
        AtomicLong hints = hintsOf(openAnother());
        List<CompletionStage<?>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(appending("order-" + i % 10, ANY, event()));
        }
        sent.forEach(Await::result);
        Await.until("it is told of 200", () -> hints.get() == 200);
    }

    @Test
    public void an_import_is_told() {
        AtomicLong hints = hintsOf(openAnother());
        List<ImportEvent> events = events(10).stream()
                .map(e -> new ImportEvent(StreamId.of("order"), e, SOME_TIME))
                .toList();
        Await.result(storage().importBatch(events, soon()));
        Await.until("it is told of 10", () -> hints.get() == 10);
    }

    @Test
    public void a_hint_names_nothing_that_cannot_be_read() {
        Storage another = openAnother();
        AtomicLong hints = hintsOf(another);
        for (int i = 1; i <= 20; i++) {
            fill("order", 3);
            Await.until("it is told", () -> hints.get() > 0);
            long told = hints.getAndSet(0);
            assertEquals(told, readForward(another, "$all", told, 1).get(0).position());
        }
    }

    /** The highest head that it was told. */
    private static AtomicLong hintsOf(Storage storage) {
        AtomicLong highest = new AtomicLong();
        storage.onHint(head -> highest.accumulateAndGet(head, Math::max));
        return highest;
    }
}
