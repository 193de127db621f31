package dev.eventstore.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eventstore.it.Command;
import dev.eventstore.it.Program;
import dev.eventstore.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real data, imported by the program, which is killed in the middle and run again. */
class ImportTest {

    private static final int SIGKILL = 128 + 9;

    @TempDir
    private Path folder;

    @Test
    void the_same_import_after_a_kill_completes_it_without_a_duplicate_in_the_order_of_the_file() throws Exception {
        History history = History.in(folder);
        DataFolder data = new DataFolder(folder.resolve("data"));
        int all = history.lines().size();
        run(data, "init");

        killInTheMiddle(history, data);
        long stored = data.number("select count(*) from public.events");
        assertTrue(stored > 0 && stored < all, () -> stored + " of " + all + " were stored when it was killed");

        JsonNode second = summary(run(data, "import", history.file().toString(), "--json"));
        assertEquals(all, second.path("events").asInt(), second::toString);
        assertEquals(all, second.path("lastPosition").asInt(), second::toString);
        assertEquals(
                all, second.path("written").asInt() + second.path("present").asInt(), second::toString);
        assertTrue(second.path("present").asLong() >= stored, second::toString);
        assertFalse(data.server().isPresent(), "who ends last stops the server, also one that was left behind");

        try (RunningServer server = RunningServer.on(data, folder)) {
            JsonNode third = summary(run(data, "import", history.file().toString(), "--json"));
            assertEquals(0, third.path("written").asInt(), third::toString);
            assertEquals(all, third.path("present").asInt(), third::toString);
            assertTheDatabaseIsDense(data, all);
            assertTheSameEvents(history.events(), lines(run(data, "export")));
            assertTheLastOnesAreReadBackward(history, data);
            assertStreamInfo(history, data);
            assertTrue(server.runs());
        }
    }

    /** Feeds the first half only, so however fast the program is, it is in the middle when it is killed. */
    private void killInTheMiddle(History history, DataFolder data) throws Exception {
        Process importing = Command.builder(folder, Program.command("import", "-", "--data", data.path() + ""))
                .redirectOutput(folder.resolve("killed.out").toFile())
                .redirectError(folder.resolve("killed.err").toFile())
                .start();
        int all = history.lines().size();
        Thread feeder = new Thread(() -> feed(history.lines().subList(0, all / 2), importing), "feeder");
        feeder.start();
        try (Connection connection = data.connection()) {
            Await.until("a fifth is stored", () -> stored(connection) >= all / 5);
        }
        importing.destroyForcibly();
        assertTrue(importing.waitFor(1, TimeUnit.MINUTES));
        assertEquals(SIGKILL, importing.exitValue());
        feeder.join();
        assertTrue(data.server().isPresent(), "the server outlives a killed program");
    }

    private static long stored(Connection connection) {
        try {
            return DataFolder.number(connection, "select coalesce(max(position), 0) from public.events");
        } catch (SQLException e) {
            throw new AssertionError("the server cannot be asked", e);
        }
    }

    private static void feed(List<String> lines, Process importing) {
        try {
            OutputStream out = importing.getOutputStream();
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        } catch (IOException brokenPipe) {
            // The reader was killed: that is what this is for.
        }
    }

    private static void assertTheDatabaseIsDense(DataFolder data, int all) throws Exception {
        assertEquals(all, data.number("select count(distinct event_id) from public.events"));
        assertEquals(1, data.number("select min(position) from public.events"));
        assertEquals(all, data.number("select max(position) from public.events"));
        String holes = "select count(*) from (select count(*) n, max(version) last, min(version) first"
                + " from public.events group by stream_id) s where first <> 1 or last <> n";
        assertEquals(0, data.number(holes), "streams with holes");
    }

    private static void assertTheSameEvents(List<JsonNode> imported, List<JsonNode> exported) {
        assertEquals(imported.size(), exported.size());
        Map<String, Integer> versions = new HashMap<>();
        for (int i = 0; i < imported.size(); i++) {
            JsonNode in = imported.get(i);
            JsonNode out = exported.get(i);
            for (String key : List.of("stream", "type", "data")) {
                assertEquals(in.get(key), out.get(key), key + " of line " + (i + 1));
            }
            assertEquals(
                    in.path("correlationId").asText(), out.path("correlationId").asText());
            assertEquals(i + 1, out.path("position").asInt());
            int version = versions.merge(in.path("stream").asText(), 1, Integer::sum);
            assertEquals(version, out.path("version").asInt(), out::toString);
        }
    }

    private void assertTheLastOnesAreReadBackward(History history, DataFolder data) throws Exception {
        List<JsonNode> last = lines(run(data, "read", "$all", "--count", "3", "--backward", "--json"));
        assertEquals(3, last.size());
        List<JsonNode> events = history.events();
        for (int i = 0; i < last.size(); i++) {
            int position = events.size() - i;
            assertEquals(position, last.get(i).path("position").asInt());
            assertEquals(events.get(position - 1).get("data"), last.get(i).get("data"));
        }
    }

    private void assertStreamInfo(History history, DataFolder data) throws Exception {
        String stream = history.events().get(0).path("stream").asText();
        long count = history.events().stream()
                .filter(event -> event.path("stream").asText().equals(stream))
                .count();
        JsonNode info = summary(run(data, "stream-info", stream, "--json"));
        assertEquals(count, info.path("version").asLong(), info::toString);
    }

    private Command.Outcome run(DataFolder data, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.path().toString()));
        return Program.run(folder, all.toArray(String[]::new)).succeeded();
    }

    private static JsonNode summary(Command.Outcome outcome) throws IOException {
        List<JsonNode> lines = lines(outcome);
        assertEquals(1, lines.size(), outcome::toString);
        return lines.get(0);
    }

    private static List<JsonNode> lines(Command.Outcome outcome) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : outcome.out().lines().toList()) {
            lines.add(History.JSON.readTree(line));
        }
        return lines;
    }
}
