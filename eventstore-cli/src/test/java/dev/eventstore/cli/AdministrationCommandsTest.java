package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The commands about a store as a whole, each test in a schema of its own. */
class AdministrationCommandsTest extends ProgramOnServer {

    @Test
    void migrations_exits_with_1_until_migrate_has_applied_them() throws IOException {
        assertEquals(1, run("migrations"), console.err());
        assertTrue(console.out().contains("pending"), console.out());
        assertTrue(console.err().contains("./eventstore migrate"), console.err());
        int known = console.outLines().size();

        assertEquals(0, run("migrate"));
        assertEquals(known, console.outLines().size());
        assertTrue(console.out().startsWith("applied  001  tables"), console.out());
        assertEquals(0, run("migrate"));
        assertTrue(console.out().contains("Nothing to do"), console.out());

        assertEquals(0, run("migrations", "--json"));
        assertEquals(known, json().size());
        assertEquals(1, json().get(0).get("version").asInt());
        assertTrue(
                json().get(0).has("appliedAt") && !json().get(0).get("pending").asBoolean());
    }

    @Test
    void drop_asks_first() throws IOException {
        run("append", "order-1", "T", "{}");
        assertEquals(1, piped("", "drop"));
        assertTrue(
                console.err().contains("Nothing was removed") && console.err().contains("--yes"), console.err());
        assertEquals(1, piped("yes\n", "drop"));
        assertEquals(0, run("read", "order-1"));
        assertEquals(0, piped(schema + "\n", "drop"));
        assertTrue(console.out().contains("Removed schema '" + schema + "'"), console.out());
        assertEquals(1, run("migrations"));

        run("init");
        assertEquals(0, run("drop", "--yes", "--json"));
        assertTrue(json().get(0).get("schemaRemoved").asBoolean());
        assertEquals(1, run("drop", "--yes"));
        assertTrue(console.err().contains("holds no event store"), console.err());
    }

    @Test
    void restored_raises_the_epoch_each_time() throws IOException {
        assertEquals(0, run("init"));
        assertEquals(0, run("restored", "--json"));
        long first = json().get(0).get("epoch").asLong();
        assertEquals(0, run("restored", "--json"));
        assertEquals(first + 1_000_000, json().get(0).get("epoch").asLong());
        assertEquals(0, run("append", "order-1", "T", "{}"));
    }

    @Test
    void restored_makes_no_store_where_there_is_none() {
        assertEquals(1, run("restored"));
        assertTrue(
                console.err().contains("holds no event store") && console.err().contains("'" + schema + "'"),
                console.err());
        assertEquals(1, run("migrations"));
        assertTrue(console.outLines().stream().allMatch(line -> line.endsWith(" pending")), console.out());
    }

    @Test
    void subscriptions_are_listed_with_how_far_they_are_behind() throws IOException {
        assertEquals(0, run("subscriptions"));
        assertTrue(console.err().contains("There are no subscriptions"), console.err());
        run("append", "order-1", "T", "{}");
        assertEquals(0, run("subscribe", "$all", "mailer", "--until-caught-up", "--json"));
        run("append", "order-1", "T", "{}");
        assertEquals(0, run("subscriptions", "--json"));
        JsonNode mailer = json().get(0);
        assertEquals(
                "$all mailer",
                mailer.get("stream").asText() + " " + mailer.get("subscription").asText());
        assertEquals(
                "1 of 2, behind 1",
                mailer.get("checkpoint").asLong() + " of " + mailer.get("end").asLong() + ", behind "
                        + mailer.get("behind").asLong());
        assertEquals(0, run("subscriptions"));
        assertTrue(console.out().contains("CHECKPOINT") && console.out().contains("mailer"), console.out());
    }
}
