package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eventstore.api.EventStore;
import dev.eventstore.api.StreamId;
import dev.eventstore.api.subscription.FailurePolicy;
import dev.eventstore.api.subscription.SubscriptionName;
import dev.eventstore.api.subscription.SubscriptionOptions;
import dev.eventstore.core.EventStores;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about what a subscription has parked. */
class ParkedCommandsTest extends ProgramOnServer {

    /** A subscription to everything of a program that has ended since, which has parked the first two events. */
    private void park() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            assertEquals(0, run("append", "order-1", "T", "{\"n\": " + i + "}"));
        }
        CountDownLatch last = new CountDownLatch(1);
        try (EventStore store = EventStores.builder()
                .setting("eventstore.postgres.url", url())
                .setting("eventstore.postgres.schema", schema)
                .setting("eventstore.registry", "local")
                .open()) {
            store.subscribe(
                    StreamId.ALL,
                    SubscriptionName.of("mailer"),
                    SubscriptionOptions.fromOrigin().onFailure(FailurePolicy.park()),
                    (batch, to) -> {
                        if (batch.get(0).position() < 3) {
                            throw new IllegalStateException("the mail server\nis away");
                        }
                        to.ack(batch);
                        last.countDown();
                    });
            assertTrue(last.await(30, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parked $all nobody",
                "replay $all nobody --all",
                "replay $all nobody --number 1",
                "skip $all nobody 1"
            })
    void of_a_subscription_that_does_not_exist_it_is_said_that_there_is_none(String command) {
        assertEquals(1, run(("subscriptions " + command).split(" ")), console.out());
        assertTrue(console.err().contains("'nobody' of stream '$all' does not exist"), console.err());
    }

    @Test
    void what_is_parked_is_listed_and_skipped_and_a_replay_wants_a_subscriber() throws Exception {
        park();
        assertEquals(0, run("subscriptions", "parked", "$all", "mailer", "--json"));
        List<JsonNode> parked = json();
        assertEquals(2, parked.size());
        assertEquals(1, parked.get(0).get("number").asLong());
        assertEquals(1, parked.get(0).get("attempts").asInt());
        assertTrue(parked.get(0).get("error").asText().endsWith("the mail server\nis away"));
        assertFalse(parked.get(0).has("key"));

        assertEquals(1, run("subscriptions", "replay", "$all", "mailer", "--all"));
        assertTrue(console.err().contains("Attach a subscriber first"), console.err());
        assertEquals(0, run("subscriptions", "skip", "$all", "mailer", "1"));
        assertTrue(console.out().contains("Event 1 is given up"), console.out());
        assertEquals(1, run("subscriptions", "skip", "$all", "mailer", "1"));
        assertTrue(console.err().contains("not parked at the front of its key"), console.err());
        assertEquals(0, run("subscriptions", "parked", "$all", "mailer"));
        assertTrue(console.out().contains("NUMBER") && console.out().contains("the mail server"), console.out());
        assertEquals(2, console.outLines().size(), console.out());
        assertEquals(0, run("subscriptions", "skip", "$all", "mailer", "2"));
        assertEquals(0, run("subscriptions", "parked", "$all", "mailer"));
        assertTrue(console.err().contains("has nothing parked"), console.err());
    }

    @Test
    void the_console_knows_them_beside_the_list_of_subscriptions() throws Exception {
        park();
        String lines = String.join(
                "\n",
                "subscriptions",
                "subscriptions parked $all mailer",
                "subscriptions skip $all mailer 2",
                "subscriptions parked $all mailer");
        assertEquals(0, piped(lines, "node", "--name", "node1@127.0.0.1", "--json"), console.out());
        List<JsonNode> answers = json();
        assertEquals(5, answers.size(), console.out());
        assertEquals("mailer", answers.get(0).get("subscription").asText());
        assertEquals(2, answers.get(2).get("number").asLong());
        assertEquals(2, answers.get(3).get("skipped").asLong());
        assertEquals(1, answers.get(4).get("number").asLong());
    }
}
