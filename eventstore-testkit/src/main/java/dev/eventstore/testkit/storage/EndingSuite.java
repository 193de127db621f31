package dev.eventstore.testkit.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.api.AppendResult;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.error.AppendOutcomeUnknownException;
import dev.eventstore.api.error.DeadlineExceededException;
import dev.eventstore.api.error.StoreClosedException;
import dev.eventstore.core.process.Deadline;
import dev.eventstore.core.spi.storage.AppendRequest;
import dev.eventstore.core.spi.storage.NewEvent;
import dev.eventstore.core.spi.storage.Storage;
import dev.eventstore.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Calls past their deadlines, and storages that are closed. Called by JUnit only. */
public abstract class EndingSuite extends StorageSuite {

    /** For subclasses. */
    protected EndingSuite() {}

    @Test
    public void an_append_past_its_deadline_is_not_sent() {
        NewEvent late = event();
        Await.failure(DeadlineExceededException.class, storage().append(late("order", late)));
        NewEvent next = event();
        append("order", NO_STREAM, next);
        assertAllIs(next);
        assertEquals(2, append("order", exactly(1), late).lastVersion());
    }

    @Test
    public void an_append_past_its_deadline_hurts_no_neighbour() {
        List<CompletionStage<AppendResult>> good = new ArrayList<>();
        List<CompletionStage<AppendResult>> late = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            good.add(appending("good-" + i, NO_STREAM, event()));
            late.add(storage().append(late("late-" + i, event())));
        }
        good.forEach(Await::result);
        late.forEach(sent -> Await.failure(DeadlineExceededException.class, sent));
        assertEquals(50, head());
        assertPositionsDense();
    }

    @Test
    public void a_closed_storage_refuses_every_call() {
        Storage closed = openAnother();
        Await.result(closed.append(request("order", NO_STREAM, events(1))));
        closed.close();
        Await.failure(StoreClosedException.class, closed.append(request("order", ANY, events(1))));
        Await.failure(StoreClosedException.class, closed.head(soon()));
        Await.failure(StoreClosedException.class, closed.info(StreamId.ALL, soon()));
        Await.failure(StoreClosedException.class, closed.importBatch(List.of(), soon()));
        assertEquals(1, head());
    }

    @Test
    public void closing_again_does_nothing_and_leaves_others_alone() {
        Storage another = openAnother();
        another.close();
        another.close();
        assertEquals(1, append("order", NO_STREAM, event()).lastVersion());
        assertAllIs(all().stream()
                .map(e -> new NewEvent(e.id(), e.type(), e.data(), null, null, null))
                .toArray(NewEvent[]::new));
        Await.failure(StoreClosedException.class, another.head(soon()));
    }

    @Test
    public void what_was_written_is_there_for_a_storage_that_is_opened_later() {
        Storage first = openAnother();
        NewEvent event = event();
        Await.result(first.append(request("order", NO_STREAM, List.of(event))));
        first.close();
        Storage second = openAnother();
        assertEquals(List.of(event.id()), storedIds(readForward(second, "order", 1, 10)));
        assertEquals(
                2,
                Await.result(second.append(request("order", exactly(1), events(1))))
                        .lastVersion());
    }

    @Test
    public void closing_leaves_no_append_without_a_true_answer() {
        Storage closing = openAnother();
        List<UUID> ids = new ArrayList<>();
        List<CompletionStage<AppendResult>> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<NewEvent> events = events(1);
            ids.addAll(ids(events));
            sent.add(closing.append(request("order-" + i % 10, ANY, events)));
        }
        closing.close();
        List<UUID> stored = storedIds(all());
        for (int i = 0; i < sent.size(); i++) {
            try {
                Await.result(sent.get(i));
                assertTrue(stored.contains(ids.get(i)), "it was answered, but it is not there");
            } catch (StoreClosedException refused) {
                assertTrue(!stored.contains(ids.get(i)), "it was refused, but it is there");
            } catch (AppendOutcomeUnknownException unknown) {
                // Either is true.
            }
        }
        assertPositionsDense();
        Await.failure(StoreClosedException.class, closing.append(request("order", ANY, events(1))));
    }

    private AppendRequest late(String stream, NewEvent event) {
        Deadline passed = new Deadline(fixture().time().nanoTime() - 1);
        return new AppendRequest(StreamId.of(stream), ANY, List.of(event), SOME_TIME, OptionalLong.empty(), passed);
    }
}
