package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eventstore.api.DeleteMode;
import dev.eventstore.api.EventData;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.ExpectedVersion;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.Subscriber;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at subscriptions and wait for them, beside a program that has a subscriber. */
class SubscriptionCommandsTest extends ProgramOnServer {

    private static final SubscriptionName MAILER = SubscriptionName.of("mailer");

    private EventStore open() {
        return EventStores.builder()
                .setting("eventstore.postgres.url", url())
                .setting("eventstore.postgres.schema", schema)
                .setting("eventstore.registry", "local")
                .setting("eventstore.cluster.node", "worker@127.0.0.1")
                .open();
    }

    /** What a hard delete leaves: an end of {@code $all} and of a stream of links without an event. */
    private void removeTheLastEvent() {
        EventData last = EventData.json("T", "{}");
        try (EventStore store = EventStores.builder()
                .setting("eventstore.postgres.url", url())
                .setting("eventstore.postgres.schema", schema)
                .setting("eventstore.registry", "local")
                .setting("eventstore.enable-hard-deletes", true)
                .open()) {
            EventData first = EventData.json("T", "{}");
            store.append(StreamId.of("order-1"), ExpectedVersion.any(), List.of(first));
            store.append(StreamId.of("order-2"), ExpectedVersion.any(), List.of(last));
            store.link(StreamId.of("links"), ExpectedVersion.any(), List.of(first.id(), last.id()));
            store.delete(StreamId.of("order-2"), ExpectedVersion.any(), DeleteMode.HARD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$all", "links", "$all --type T", "links --type T", "$all --type Other"})
    @Timeout(30)
    void a_subscription_catches_up_where_the_last_events_were_removed(String what) {
        removeTheLastEvent();
        List<String> words = new ArrayList<>(List.of(what.split(" ")));
        words.add(0, "subscribe");
        words.addAll(List.of("mailer", "--until-caught-up"));
        assertEquals(0, run(words.toArray(String[]::new)));
        assertTrue(console.err().contains("Ended after"), console.err());
    }

    @Test
    void a_type_without_a_name_is_refused_and_nothing_is_subscribed() throws Exception {
        assertEquals(2, run("subscribe", "$all", "mailer", "--type", "", "--until-caught-up"));
        assertTrue(console.err().contains("type must not be blank"), console.err());
        assertEquals(0, run("subscriptions"));
        assertTrue(console.err().contains("There are no subscriptions"), console.err());
    }

    private static void subscribe(EventStore store, Subscriber subscriber) {
        store.subscribe(
                StreamId.ALL, MAILER, SubscriptionOptions.fromOrigin().onFailure(FailurePolicy.park()), subscriber);
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            assertEquals(0, run("append", "order-1", "T", "{}"), console.err());
        }
    }

    @Test
    void a_subscription_is_idle_or_held_where_the_program_cannot_ask() throws Exception {
        append(1);
        try (EventStore store = open()) {
            subscribe(store, (batch, to) -> {});
            assertEquals(0, run("subscriptions", "--json"));
            JsonNode held = json().get(0);
            assertEquals("held-elsewhere", held.get("state").asText());
            assertEquals("worker@127.0.0.1", held.get("owner").asText());
            assertFalse(held.has("subscribers"), console.out());
            assertEquals(0, piped("subscriptions", "node", "--name", "node1@127.0.0.1"));
            assertTrue(console.out().contains("held-elsewhere"), console.out());
        }
        assertEquals(0, run("subscriptions", "--json"));
        assertEquals("idle", json().get(0).get("state").asText());
        assertEquals(0, run("subscriptions"));
        List<String> lines = console.outLines();
        assertTrue(lines.get(0).contains("STATE") && lines.get(0).contains("IN FLIGHT"), console.out());
        assertTrue(lines.get(1).contains(" idle "), console.out());
    }

    @Test
    void await_ends_with_0_when_the_subscription_is_there() throws Exception {
        append(2);
        try (EventStore store = open()) {
            subscribe(store, (batch, to) -> to.ack(batch));
            assertEquals(0, run("await", "$all", "mailer", "2"), console.err());
            assertTrue(console.out().contains("has handled everything up to 2."), console.out());
            assertEquals(0, run("await", "$all", "mailer", "1", "--timeout", "1m", "--json"));
            assertEquals(1, json().get(0).get("number").asLong());
            assertTrue(json().get(0).get("handled").asBoolean());
            assertEquals(0, piped("append order-1 T {}\nawait $all mailer 3", "node", "--json"), console.out());
            assertTrue(json().get(1).get("handled").asBoolean(), console.out());
        }
    }

    @Test
    void await_ends_with_1_and_says_what_to_do_when_the_subscription_does_not_come_so_far() throws Exception {
        append(2);
        assertEquals(1, run("await", "$all", "mailer", "1"));
        assertTrue(console.err().strip().endsWith("Check stream and name, or subscribe first"), console.err());
        try (EventStore store = open()) {
            subscribe(store, (batch, to) -> {
                if (batch.get(0).position() == 1) {
                    throw new IllegalStateException("the mail server is away");
                }
                to.ack(batch);
            });
            assertEquals(0, run("await", "$all", "mailer", "2"), console.err());
            assertEquals(1, run("await", "$all", "mailer", "1"));
            assertTrue(console.err().contains("event 1 is parked"), console.err());
            assertTrue(console.err().strip().endsWith("Replay it, or skip it"), console.err());
            assertEquals(1, run("await", "$all", "mailer", "3", "--timeout", "300ms"));
            assertTrue(console.err().contains("its checkpoint was at 2"), console.err());
            assertTrue(console.err().strip().endsWith("or wait longer"), console.err());
            assertEquals("", console.out());
        }
    }
}
