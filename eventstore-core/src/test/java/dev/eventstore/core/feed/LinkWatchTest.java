package dev.eventstore.core.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.StreamId;
import dev.eventstore.api.cluster.ProcessName;
import dev.eventstore.api.error.StorageUnavailableException;
import dev.eventstore.core.spi.storage.LinkStorage.NewLinks;
import dev.eventstore.core.supervisor.Supervisor;
import dev.eventstore.core.support.HeldStorage;
import dev.eventstore.core.support.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkWatchTest {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final StreamId ORDER = StreamId.of("order");

    private final ManualTime time = new ManualTime();
    private final HeldStorage storage = new HeldStorage();
    private final Supervisor supervisor =
            new Supervisor(time, time, new Supervisor.Limits(Duration.ofHours(10), 10, 10), new Supervisor.Listener() {
                @Override
                public void started(ProcessName name) {}

                @Override
                public void stopped(ProcessName name, String why) {}
            });

    private LinkWatch links;
    private int told;
    private int toldOfOther;

    LinkWatchTest() {
        supervisor.startHere(new ProcessName("feed", "node"), (name, self) -> {
            Feed feed = new Feed(self, storage, time, new FeedLimits(POLL, 10, 100_000, 1_000, 1));
            links = feed.links();
            return feed;
        });
    }

    @Test
    void it_asks_nothing_while_nobody_listens() {
        links.hint(5);
        time.advance(POLL.multipliedBy(3));
        assertEquals(List.of(), storage.calls());
        FeedListener listener = follow(5);
        links.remove(ORDER, listener);
        time.advance(POLL.multipliedBy(3));
        assertEquals(List.of(), storage.calls(), "and nothing more when the last one has gone");
    }

    @Test
    void who_listened_before_it_was_awake_looks_once() {
        follow(5);
        assertEquals(1, told);
    }

    @Test
    void only_who_follows_a_stream_with_new_links_is_told() {
        follow(5);
        links.add(StreamId.of("other"), () -> toldOfOther++);
        time.run();
        hint(8);
        hint(8);
        assertEquals("links after 5", answer(new NewLinks(Set.of("order", "unknown"), 8)));
        assertEquals(2, told);
        assertEquals(0, toldOfOther);
        hint(7);
        assertEquals(List.of(), storage.calls(), "what is known is not asked for");
    }

    @Test
    void it_reads_on_until_it_has_seen_what_was_hinted() {
        follow(5);
        hint(9);
        assertEquals("links after 5", answer(new NewLinks(Set.of("order"), 7)));
        assertEquals("links after 7", answer(new NewLinks(Set.of("order"), 9)));
        assertEquals(3, told);
        assertEquals(List.of(), storage.calls());
    }

    @Test
    void a_lost_hint_costs_an_interval() {
        follow(5);
        time.advance(POLL);
        assertEquals("last link", answer(6L));
        assertEquals("links after 5", answer(new NewLinks(Set.of("order"), 6)));
        assertEquals(2, told);
    }

    @Test
    void after_a_failure_it_looks_again() {
        follow(5);
        hint(6);
        fail();
        time.advance(POLL);
        assertEquals("last link", answer(6L));
        assertEquals("links after 5", answer(new NewLinks(Set.of("order"), 6)));
        assertEquals(2, told);
        time.advance(POLL);
        fail();
        time.advance(POLL);
        assertEquals("last link", answer(6L));
    }

    @Test
    void a_hint_of_more_than_there_is_is_forgotten() {
        follow(5);
        hint(100);
        assertEquals("links after 5", answer(new NewLinks(Set.of(), 5)));
        hint(6);
        assertEquals("links after 5", answer(new NewLinks(Set.of("order"), 6)));
        assertEquals(2, told);
    }

    @Test
    void when_links_are_gone_everybody_looks_and_ids_count_from_there() {
        follow(5);
        time.advance(POLL);
        answer(2L);
        assertEquals(2, told);
        hint(3);
        assertEquals("links after 2", answer(new NewLinks(Set.of("order"), 3)));
        assertEquals(3, told);
    }

    private FeedListener follow(long last) {
        FeedListener listener = () -> told++;
        links.add(ORDER, listener);
        time.run();
        assertEquals("last link", answer(last));
        return listener;
    }

    private void hint(long last) {
        links.hint(last);
        time.run();
    }

    private Object answer(Object answer) {
        HeldStorage.Call call = storage.call();
        call.answer().complete(answer);
        time.run();
        return call.request();
    }

    private void fail() {
        storage.call().answer().completeExceptionally(new StorageUnavailableException("away", null));
        time.run();
    }
}
