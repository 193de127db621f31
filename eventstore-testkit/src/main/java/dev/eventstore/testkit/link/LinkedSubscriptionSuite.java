package dev.eventstore.testkit.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.RecordedEvent;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.api.subscription.SubscriptionReader;
import dev.eventstore.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Links as subscribers and listeners of their stream get them. Called by JUnit only. */
public abstract class LinkedSubscriptionSuite extends OpenStore {

    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");
    private static final SubscriptionOptions ORIGIN = SubscriptionOptions.fromOrigin();

    /** For subclasses. */
    protected LinkedSubscriptionSuite() {}

    @Test
    public void a_subscription_to_linked_events_counts_their_numbers_in_its_stream() {
        List<UUID> first = append(SOURCE, 3);
        List<UUID> second = append(StreamId.of("second"), 3);
        link(List.of(second.get(2), first.get(0)));
        try (SubscriptionReader reader = store().subscribe(TARGET, MAILER, ORIGIN)) {
            List<RecordedEvent> got = receive(reader, 2);
            link(first.subList(1, 3));
            got.addAll(receive(reader, 2));
            link(second.subList(0, 2));
            got.addAll(receive(reader, 2));
            assertEquals(range(1, 6), numbers(got));
            assertEquals(
                    List.of(3L, 1L, 2L, 3L, 1L, 2L),
                    got.stream().map(RecordedEvent::version).toList());
            assertEquals(joined(joined(List.of(second.get(2)), first), second.subList(0, 2)), ids(got));
        }
    }

    @Test
    public void events_and_links_that_come_while_it_is_subscribed_are_handed_over_in_their_order() {
        List<UUID> linked = append(SOURCE, 60);
        List<UUID> expected = new ArrayList<>();
        try (SubscriptionReader reader = store().subscribe(TARGET, MAILER, ORIGIN)) {
            List<RecordedEvent> got = new ArrayList<>();
            for (int i = 0; i < 60; i += 3) {
                expected.addAll(append(TARGET, 1));
                link(linked.subList(i, i + 1));
                link(linked.subList(i + 1, i + 3));
                expected.addAll(linked.subList(i, i + 3));
                expected.addAll(append(TARGET, 2));
                if (i % 2 == 0) {
                    got.addAll(receive(reader, 6));
                }
            }
            got.addAll(receive(reader, expected.size() - got.size()));
            assertEquals(expected, ids(got));
            assertEquals(range(1, expected.size()), numbers(got));
        }
    }

    @Test
    public void streams_and_subscriptions_of_odd_names_are_told_apart_in_every_call() {
        List<String> names = List.of(
                "it's",
                "\"so\"",
                "100%",
                "a_b",
                "a\\b",
                "x$",
                "😀-1",
                "שלום-עולם",
                "x'; drop table events; --",
                "a b",
                "A",
                "a");
        List<UUID> all = new ArrayList<>();
        for (String own : names) {
            List<UUID> ids = append(StreamId.of(own), 2);
            store().link(StreamId.of("links of " + own), ANY, ids);
            all.addAll(ids);
        }
        for (int i = 0; i < names.size(); i++) {
            String own = names.get(i);
            List<UUID> ids = all.subList(2 * i, 2 * i + 2);
            SubscriptionName name = SubscriptionName.of(own);
            try (SubscriptionReader reader = store().subscribe(StreamId.of("links of " + own), name, ORIGIN)) {
                assertEquals(ids, ids(receive(reader, 2)));
            }
            assertEquals(ids, ids(read(StreamId.of(own))));
            store().deleteSubscription(StreamId.of("links of " + own), name);
            store().delete(StreamId.of(own), ANY, i % 2 == 0 ? DeleteMode.HARD : DeleteMode.SOFT);
            assertEquals(i % 2 == 0 ? List.of() : ids, ids(read(StreamId.of("links of " + own))));
        }
        assertEquals(names.size() / 2 * 2, read(StreamId.ALL).size(), "only what was deleted softly is left");
        assertEquals(List.of(), store().subscriptions());
    }

    @Test
    public void it_goes_on_behind_the_link_that_was_acknowledged_last() {
        List<UUID> linked = append(SOURCE, 4);
        append(TARGET, 1);
        link(linked);
        try (SubscriptionReader reader = store().subscribe(TARGET, MAILER, ORIGIN)) {
            List<RecordedEvent> got = receive(reader, 3);
            Await.result(reader.ack(got.get(2)));
            assertEquals(3, reader.checkpoint().orElseThrow());
        }
        List<UUID> last = append(TARGET, 1);
        try (SubscriptionReader reader = store().subscribe(TARGET, MAILER, ORIGIN)) {
            List<RecordedEvent> got = receive(reader, 3);
            assertEquals(joined(linked.subList(2, 4), last), ids(got));
            assertEquals(range(4, 6), numbers(got));
        }
    }

    @Test
    public void what_was_linked_before_is_behind_one_that_starts_now() {
        List<UUID> linked = append(SOURCE, 3);
        link(linked.subList(0, 2));
        SubscriptionOptions current = SubscriptionOptions.fromCurrent();
        try (SubscriptionReader reader = store().subscribe(TARGET, MAILER, current)) {
            link(linked.subList(2, 3));
            assertEquals(List.of(3L), numbers(receive(reader, 1)));
        }
    }

    @Test
    public void a_subscription_to_all_is_handed_no_links() {
        List<UUID> linked = append(SOURCE, 2);
        try (SubscriptionReader reader = store().subscribe(StreamId.ALL, MAILER, ORIGIN)) {
            link(linked);
            List<UUID> last = append(TARGET, 1);
            assertEquals(joined(linked, last), ids(receive(reader, 3)));
        }
    }

    @Test
    public void a_listener_of_a_stream_hears_events_and_links_in_their_order() {
        List<UUID> linked = append(SOURCE, 3);
        append(TARGET, 1);
        link(linked.subList(0, 1));
        List<RecordedEvent> heard = new CopyOnWriteArrayList<>();
        List<RecordedEvent> all = new CopyOnWriteArrayList<>();
        store().listen(TARGET, heard::addAll);
        store().listen(StreamId.ALL, all::addAll);
        link(linked.subList(1, 2));
        List<UUID> event = append(TARGET, 1);
        link(linked.subList(2, 3));
        Await.until("three are heard", () -> heard.size() == 3);
        assertEquals(List.of(linked.get(1), event.get(0), linked.get(2)), ids(heard));
        assertEquals(range(3, 5), numbers(heard));
        Await.until("one is heard of all", () -> all.size() == 1);
        Await.stays("links are not heard of all", () -> ids(all).equals(event));
    }

    @Test
    public void what_another_node_links_is_heard() {
        List<UUID> linked = append(SOURCE, 2);
        List<RecordedEvent> heard = new CopyOnWriteArrayList<>();
        store().listen(TARGET, heard::addAll);
        EventStore another = open("node2");
        try (SubscriptionReader reader = store().subscribe(TARGET, MAILER, ORIGIN)) {
            another.link(TARGET, ANY, linked);
            assertEquals(linked, ids(receive(reader, 2)));
        }
        Await.until("two are heard", () -> heard.size() == 2);
        assertEquals(linked, ids(heard));
        assertEquals(range(1, 2), numbers(heard));
    }

    /** Receives so many events, and acknowledges them. */
    private static List<RecordedEvent> receive(SubscriptionReader reader, int count) {
        List<RecordedEvent> got = new ArrayList<>();
        Await.until(count + " events arrive", () -> {
            List<RecordedEvent> batch = reader.receive(Duration.ofMillis(20));
            got.addAll(batch);
            reader.ack(batch);
            return got.size() >= count;
        });
        return got;
    }
}
