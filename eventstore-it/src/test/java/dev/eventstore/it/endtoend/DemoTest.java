package dev.eventstore.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.Command;
import dev.eventstore.it.Program;
import dev.eventstore.testkit.postgres.PostgresForTests;
import dev.eventstore.testkit.postgres.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration on three nodes, each a process of its own, of which some are killed, paused and started again. */
class DemoTest {

    private static final int CLAIMS = 52;

    @TempDir
    private Path folder;

    @Test
    @Tag("cluster")
    void three_nodes_do_what_the_demonstration_claims() throws Exception {
        try (TestDatabase database = PostgresForTests.newDatabase()) {
            Command.Outcome outcome =
                    Program.run(folder, "demo", "--registry", "jgroups", "--json", "--url", database.url());
            assertEquals(0, outcome.exitCode(), outcome::toString);
            List<String> lines = outcome.out().lines().toList();
            assertEquals(CLAIMS + 1, lines.size(), outcome::toString);
            for (String claim : lines.subList(0, CLAIMS)) {
                assertTrue(claim.contains("\"holds\":true"), claim);
            }
            assertTrue(lines.get(CLAIMS).startsWith("{\"claims\":52,\"held\":52,\"failed\":0,"), outcome::toString);
        }
    }
}
