package dev.eventstore.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eventstore.cli.server.EmbeddedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The program with a PostgreSQL for all tests of a class, each test in a schema of its own. Called by JUnit only. */
abstract class ProgramOnServer {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    static Path folder;

    static EmbeddedServer server;

    final TestConsole console = new TestConsole();
    String schema = "";

    @BeforeAll
    static void start_the_server() {
        server = EmbeddedServer.use(folder.resolve("data"), new TestConsole().console());
    }

    @AfterAll
    static void stop_the_server() {
        server.close();
    }

    @BeforeEach
    void choose_a_schema() {
        schema = "s" + UUID.randomUUID().toString().replace("-", "");
    }

    static String url() {
        return server.url() + "?user=" + server.user() + "&password=" + server.password();
    }

    int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", url(), "--schema", schema));
        return console.run(all.toArray(String[]::new));
    }

    /** Runs it with something on standard input. */
    int piped(InputStream input, String... args) {
        InputStream before = System.in;
        System.setIn(input);
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }

    int piped(String text, String... args) {
        return piped(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), args);
    }

    /** What it printed, a document a line. */
    List<JsonNode> json() throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : console.outLines()) {
            nodes.add(MAPPER.readTree(line));
        }
        return nodes;
    }
}
