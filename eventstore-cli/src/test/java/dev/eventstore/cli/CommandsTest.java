package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The commands on a real store, each test in a schema of its own. */
class CommandsTest extends ProgramOnServer {

    private Path file(String... lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "events", ".jsonl"), List.of(lines));
    }

    private static String line(String stream, int n) {
        return "{\"stream\":\"" + stream + "\",\"type\":\"T\",\"data\":{\"n\":" + n + "}}";
    }

    @Test
    void an_import_of_nothing_says_where_all_ends() {
        run("append", "order-1", "T", "{}");
        assertEquals(0, piped("", "import", "-"));
        assertTrue(console.out().contains("$all ends at position 1."), console.out());
    }

    @Test
    void init_tells_that_the_store_is_ready() throws IOException {
        assertEquals(0, run("init", "--json"));
        assertEquals(0, json().get(0).get("lastPosition").asInt());
        assertEquals(0, run("init"));
        assertTrue(console.out().contains("ready"));
    }

    @Test
    void init_grants_a_role_what_an_application_needs_and_names_one_that_is_not_there() throws IOException {
        assertEquals(1, run("init", "--grant-to", "nobody's"));
        assertTrue(console.err().contains("nobody's") && console.err().contains("no such role"), console.err());
        assertEquals(0, run("init", "--grant-to", "pg_monitor"));
        assertTrue(console.out().contains("ready"), console.out());
    }

    @Test
    void an_appended_event_is_read_back() throws IOException {
        String id = UUID.randomUUID().toString();
        assertEquals(0, run("append", "a", "T", "{\"n\": 1.50}", "--id", id, "--metadata", "{\"m\":1}", "--json"));
        assertEquals(1, json().get(0).get("version").asInt());
        assertEquals(0, run("read", "a", "--json"));
        JsonNode event = json().get(0);
        assertEquals(id, event.get("id").asText());
        assertTrue(console.out().contains("\"data\":{\"n\": 1.50}"), console.out());
        assertEquals(1, event.get("metadata").get("m").asInt());
        assertEquals(0, run("read", "a"));
        assertTrue(console.out().contains("a@1  T  {\"n\": 1.50}"), console.out());
    }

    @Test
    void the_same_event_again_is_not_added_and_another_version_is_refused() throws IOException {
        String id = UUID.randomUUID().toString();
        assertEquals(0, run("append", "a", "T", "{}", "--id", id, "--expect", "none"));
        assertEquals(0, run("append", "a", "T", "{}", "--id", id, "--expect", "none", "--json"));
        assertEquals(1, json().get(0).get("version").asInt());
        assertEquals(1, run("append", "a", "T", "{}", "--expect", "7"));
        assertTrue(console.err().contains("7"), console.err());
        assertEquals(1, run("append", "b", "T", "{}", "--expect", "exists"));
        assertEquals(1, run("append", "b", "T", "{broken"));
        assertTrue(console.err().contains("must be JSON"), console.err());
        assertEquals(0, run("stream-info", "$all", "--json"));
        assertEquals(1, json().get(0).get("version").asInt());
    }

    @Test
    void a_stream_is_deleted_softly_and_hard_only_where_that_is_enabled() throws IOException {
        assertEquals(0, run("append", "a", "T", "{}"));
        assertEquals(1, run("delete", "a", "--expect", "2"));
        assertEquals(0, run("delete", "a", "--expect", "1", "--json"));
        assertEquals(
                "{\"stream\":\"a\",\"deleted\":true,\"hard\":false}",
                console.out().strip());
        assertEquals(1, run("delete", "a"));
        assertTrue(console.err().contains("was deleted"), console.err());
        assertEquals(1, run("read", "a"));
        assertEquals(1, run("delete", "a", "--hard", "--yes"));
        assertTrue(console.err().contains("eventstore.enable-hard-deletes = true"), console.err());
        Path config = Files.writeString(folder.resolve("hard.conf"), "eventstore.enable-hard-deletes = true");
        assertEquals(0, run("delete", "a", "--hard", "--yes", "--config", config.toString()));
        assertEquals(0, run("read", "$all", "--json"));
        assertEquals("", console.out());
        assertEquals(1, run("delete", "a", "--hard", "--yes", "--config", config.toString()));
        assertTrue(console.err().contains("no stream 'a'"), console.err());
    }

    @Test
    void linked_events_are_read_with_their_numbers_in_the_stream_and_where_they_come_from() throws IOException {
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        assertEquals(0, run("append", "a", "T", "{}", "--id", first));
        assertEquals(0, run("append", "a", "T", "{}", "--id", second));
        assertEquals(0, run("link", "b", second, first, "--expect", "none"));
        assertTrue(console.out().contains("Linked 2 events to b as number 1 to 2."), console.out());
        assertEquals(0, run("read", "b", "--json"));
        JsonNode linked = json().get(0);
        assertEquals(second, linked.get("id").asText());
        assertEquals("a", linked.get("stream").asText());
        assertEquals(2, linked.get("version").asInt());
        assertEquals(1, linked.get("number").asInt());
        assertEquals(0, run("read", "$all", "--json"));
        assertEquals(2, json().size());

        assertEquals(1, run("link", "b", second));
        assertTrue(console.err().contains(second), console.err());
        String unknown = UUID.randomUUID().toString();
        assertEquals(1, run("link", "b", unknown));
        assertTrue(console.err().contains("no event " + unknown), console.err());
        assertEquals(2, run("link", "b", first, first));
        assertEquals(1, run("link", "c", first, "--expect", "exists"));
        assertEquals(0, run("link", "c", first, "--json"));
        assertEquals(1, json().get(0).get("lastNumber").asInt());
    }

    /** Runs it with what begins with a dash, perhaps, behind the options. */
    private int runBehind(List<String> options, String... parameters) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--url", url(), "--schema", schema, "--"));
        all.addAll(List.of(parameters));
        return console.run(all.toArray(String[]::new));
    }

    @Test
    void names_with_quotes_percent_signs_emoji_and_right_to_left_are_data_in_every_command() throws IOException {
        List<String> names = List.of(
                "it's", "\"so\"", "100%", "a_b", "a\\b", "😀", "שלום עולם", "x'; drop table events; --", "-dash");
        for (String name : names) {
            String id = UUID.randomUUID().toString();
            assertEquals(0, runBehind(List.of("append", "--json", "--id", id), name, "T", "{}"), console.err());
            assertEquals(name, json().get(0).get("stream").asText());
            assertEquals(0, run("link", "links of " + name, id), console.err());
            assertEquals(0, run("streams", "--search=" + name, "--json"), console.err());
            assertEquals(
                    List.of(name, "links of " + name),
                    json().stream()
                            .filter(line -> line.has("stream"))
                            .map(line -> line.get("stream").asText())
                            .sorted(Comparator.comparing(String::length))
                            .toList());
        }
        assertEquals(0, run("export"), console.err());
        String exported = console.out();
        choose_a_schema();
        assertEquals(0, piped(exported, "import", "-"), console.err());
        for (String name : names) {
            assertEquals(0, run("read", "links of " + name, "--json"), console.err());
            assertEquals(name, json().get(0).get("stream").asText());
            assertEquals(0, runBehind(List.of("subscribe", "--until-caught-up", "--json"), name, name), console.err());
            assertEquals(1, json().size());
            assertEquals(0, runBehind(List.of("delete"), name), console.err());
        }
    }

    @Test
    void a_stream_that_is_not_there_is_a_failure() {
        assertEquals(1, run("read", "missing"));
        assertEquals(1, run("stream-info", "missing", "--json"));
        assertEquals("", console.out());
        assertTrue(console.err().contains("missing"));
    }

    @Test
    void all_is_read_from_both_ends() throws IOException {
        assertEquals(
                0, run("import", file(line("a", 1), line("b", 2), line("a", 3)).toString()));
        assertEquals(0, run("read", "$all", "--count", "2", "--backward", "--json"));
        assertEquals(
                List.of(3, 2),
                json().stream().map(event -> event.get("position").asInt()).toList());
        assertEquals(0, run("read", "$all", "--from", "2", "--json"));
        assertEquals(2, json().size());
    }

    @Test
    void an_import_again_adds_nothing_and_gzip_is_the_same() throws IOException {
        Path plain = file(line("a", 1), "", line("b", 2));
        Path zipped = folder.resolve("zipped");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            Files.copy(plain, out);
        }
        assertEquals(0, run("import", plain.toString(), "--json"));
        assertEquals(2, json().get(0).get("written").asInt());
        assertEquals(0, run("import", zipped.toString(), "--json"));
        assertEquals(0, json().get(0).get("written").asInt());
        assertEquals(2, json().get(0).get("present").asInt());
        assertEquals(2, json().get(0).get("lastPosition").asInt());
    }

    @Test
    void a_bad_line_is_told_by_number_and_nothing_of_it_or_after_it_is_written() throws IOException {
        assertEquals(
                1,
                run(
                        "import",
                        file(line("a", 1), line("a", 2), "{oops", line("a", 4)).toString()));
        assertTrue(console.err().contains("line 3: malformed JSON"), console.err());
        assertEquals(0, run("stream-info", "$all", "--json"));
        assertEquals(2, json().get(0).get("version").asInt());
    }

    @Test
    void a_line_that_the_store_refuses_is_found_in_its_batch() throws IOException {
        String huge = "{\"stream\":\"a\",\"type\":\"T\",\"data\":\"" + "x".repeat(2_000_000) + "\"}";
        assertEquals(
                1,
                run(
                        "import",
                        file(line("a", 1), line("a", 2), huge, line("a", 4)).toString()));
        assertTrue(console.err().contains("line 3: "), console.err());
        assertEquals(0, run("read", "$all", "--json"));
        assertEquals(2, json().size());
    }

    @Test
    void an_export_imported_elsewhere_is_the_same() throws IOException {
        assertEquals(
                0, run("import", file(line("a", 1), line("b", 2), line("a", 3)).toString()));
        assertEquals(0, run("export"));
        String exported = console.out();
        assertTrue(exported.contains("\"version\":2"));
        choose_a_schema();
        assertEquals(
                0,
                run(
                        "import",
                        Files.writeString(folder.resolve("exported"), exported).toString()));
        assertEquals(0, run("export"));
        assertEquals(
                exported.replaceAll("\"createdAt\":\"[^\"]*\"", ""),
                console.out().replaceAll("\"createdAt\":\"[^\"]*\"", ""));
        assertEquals(0, run("export", "a"));
        assertEquals(2, console.outLines().size());
    }

    @Test
    void a_subscription_goes_on_where_it_stopped() throws IOException {
        assertEquals(
                0,
                run(
                        "import",
                        file(line("a", 1), line("b", 2), line("a", 3), line("b", 4))
                                .toString()));
        assertEquals(0, run("subscribe", "$all", "s", "--count", "3", "--json"));
        assertEquals(
                List.of(1, 2, 3),
                json().stream().map(event -> event.get("position").asInt()).toList());
        assertEquals(0, run("subscribe", "$all", "s", "--until-caught-up", "--json"));
        assertEquals(4, json().get(0).get("position").asInt());
        assertEquals(1, json().size());
        assertEquals(0, run("subscribe", "$all", "s", "--until-caught-up", "--json"));
        assertEquals("", console.out());
    }

    @Test
    void a_transient_subscription_begins_anew_each_time_beside_one_that_is_kept_under_its_name() throws IOException {
        assertEquals(0, run("import", file(line("a", 1), line("b", 2)).toString()));
        assertEquals(0, run("subscribe", "$all", "s", "--until-caught-up", "--json"));
        for (int i = 0; i < 2; i++) {
            assertEquals(0, run("subscribe", "$all", "s", "--transient", "--until-caught-up", "--json"));
            assertEquals(2, json().size());
        }
        assertTrue(console.err().contains("nothing of it is kept"), console.err());
        assertEquals(0, run("subscribe", "$all", "t", "--transient", "--from", "1", "--until-caught-up", "--json"));
        assertEquals(1, json().size());
        assertEquals(0, run("subscribe", "$all", "t", "--transient", "--from", "current", "--until-caught-up"));
        assertEquals("", console.out());
        assertEquals(0, run("subscriptions", "--json"));
        assertEquals(1, json().size());
        assertEquals("s", json().get(0).get("subscription").asText());
    }

    @Test
    void a_subscription_may_be_about_some_events_only() throws IOException {
        assertEquals(
                0,
                run(
                        "import",
                        file(line("a-1", 1), line("b-1", 2), line("a-2", 3)).toString()));
        assertEquals(0, run("subscribe", "$all", "s", "--stream-prefix", "a-", "--until-caught-up", "--json"));
        assertEquals(2, json().size());
    }

    @Test
    void streams_are_listed_by_page_order_and_search() throws IOException {
        assertEquals(
                0,
                run(
                        "import",
                        file(line("a-1", 1), line("b%", 2), line("a-1", 3), line("a-2", 4))
                                .toString()));
        assertEquals(0, run("streams", "--json"));
        List<JsonNode> lines = json();
        assertEquals(
                List.of("$all 4", "a-1 2", "a-2 1", "b% 1"),
                lines.subList(0, 4).stream()
                        .map(each -> each.get("stream").asText() + " " + each.get("version"))
                        .toList());
        assertFalse(lines.get(1).get("deleted").asBoolean());
        assertEquals(4, lines.get(4).get("totalEntries").asInt());
        assertEquals(0, run("streams", "--search", "a-", "--sort", "version", "--descending", "--page-size", "1"));
        assertTrue(console.out().contains("  a-1\n"), console.out());
        assertTrue(console.out().contains("Page 1 of 2, streams in all: 2."), console.out());
        assertEquals(0, run("streams", "--search", "%", "--json"));
        assertEquals(2, json().size());
        assertEquals(0, run("streams", "--without-all", "--page", "9", "--json"));
        assertEquals(3, json().get(0).get("totalEntries").asInt());
    }

    @Test
    void a_snapshot_is_recorded_read_and_deleted_and_a_newer_one_stays() throws IOException {
        String state = "{\"cents\": 12.50}";
        assertEquals(0, run("snapshot", "record", "a", "5", "Balance", state, "--metadata", "{\"m\":1}", "--json"));
        assertTrue(json().get(0).get("recorded").asBoolean());
        assertEquals(1, run("snapshot", "record", "a", "4", "Balance", "{}"));
        assertTrue(console.err().contains("newer"), console.err());
        assertEquals(1, run("snapshot", "record", "a", "6", "Balance", "{oops"));
        assertTrue(console.err().contains("must be JSON"), console.err());
        assertEquals(0, run("snapshot", "read", "a", "--json"));
        assertTrue(console.out().contains("\"data\":" + state), console.out());
        assertEquals(5, json().get(0).get("version").asInt());
        assertEquals(1, json().get(0).get("metadata").get("m").asInt());
        assertEquals(0, run("snapshot", "read", "a"));
        assertTrue(console.out().startsWith("a@5  "), console.out());
        assertTrue(console.out().contains("  Balance  " + state), console.out());
        assertEquals(0, run("snapshot", "delete", "a", "--json"));
        assertTrue(json().get(0).get("deleted").asBoolean());
        assertEquals(0, run("snapshot", "delete", "a"));
        assertEquals(1, run("snapshot", "read", "a"));
        assertTrue(console.err().contains("no snapshot of 'a'"), console.err());
    }

    @Test
    void a_setting_that_does_not_exist_is_told() throws IOException {
        Path config = Files.writeString(folder.resolve("bad.conf"), "eventstore { bogus = 1 }");
        assertEquals(1, run("read", "a", "--config", config.toString()));
        assertTrue(console.err().contains("eventstore.bogus"), console.err());
        assertEquals(1, run("read", "a", "--registry", "nothing"));
        assertTrue(console.err().contains("no registry 'nothing'"), console.err());
    }

    @Test
    void the_demonstration_on_one_node_holds_what_it_claims() throws IOException {
        String url = server.url() + "?user=" + server.user() + "&password=" + server.password();
        assertEquals(0, console.run("demo", "--nodes", "1", "--json", "--url", url));
        List<JsonNode> lines = json();
        JsonNode summary = lines.get(lines.size() - 1);
        assertEquals(lines.size() - 1, summary.get("held").asInt());
        assertFalse(lines.size() < 15, "only " + lines.size() + " claims");
    }
}
