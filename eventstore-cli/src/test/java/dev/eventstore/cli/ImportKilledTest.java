package dev.eventstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eventstore.cli.server.ChildProgram;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import whose program is killed in the middle, then the same import again. */
class ImportKilledTest {

    private static final int EVENTS = 20_000;
    private static final int SENT_BEFORE_THE_KILL = 11_111;
    private static final int FEWEST_WRITTEN = 4_000;

    private final TestConsole console = new TestConsole();
    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    Path folder;

    private String data() {
        return folder.resolve("data").toString();
    }

    private long position() throws Exception {
        assertEquals(0, console.run("stream-info", "$all", "--json", "--data", data()), console.err());
        return mapper.readTree(console.out()).get("version").asLong();
    }

    @Test
    void the_same_import_again_completes_it_without_a_duplicate_or_a_hole() throws Exception {
        List<String> lines = IntStream.range(0, EVENTS)
                .mapToObj(i -> "{\"stream\":\"s-%d\",\"type\":\"T\",\"data\":{\"n\":%d}}".formatted(i % 100, i))
                .toList();
        Path whole = Files.write(folder.resolve("events.jsonl"), lines);
        try (ChildProgram child = ChildProgram.start(folder, "import", "-", "--data", data())) {
            OutputStream input = child.input();
            for (String line : lines.subList(0, SENT_BEFORE_THE_KILL)) {
                input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            input.flush();
            child.awaitOutput("Embedded PostgreSQL in");
            child.await("the first batches", () -> {
                try {
                    return position() >= FEWEST_WRITTEN;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            child.kill();
        }
        long written = position();
        assertTrue(written < EVENTS, "killed too late");

        assertEquals(0, console.run("import", whole.toString(), "--json", "--data", data()), console.err());
        var summary = mapper.readTree(console.out());
        assertEquals(written, summary.get("present").asLong());
        assertEquals(EVENTS - written, summary.get("written").asLong());
        assertEquals(EVENTS, summary.get("lastPosition").asLong());

        assertEquals(0, console.run("export", "--data", data()), console.err());
        List<String> exported = console.outLines();
        assertEquals(EVENTS, exported.size());
        for (int i = 0; i < EVENTS; i++) {
            var event = mapper.readTree(exported.get(i));
            assertEquals(i + 1, event.get("position").asInt());
            assertEquals(i, event.get("data").get("n").asInt());
        }
    }

    @Test
    void an_import_that_waits_for_its_input_can_be_interrupted() throws Exception {
        try (ChildProgram child = ChildProgram.start(folder, "import", "-", "--data", data())) {
            child.awaitOutput("Embedded PostgreSQL in");
            assertEquals(1, child.stop());
            assertTrue(child.output().contains("nterrupted"), child.output());
        }
    }
}
