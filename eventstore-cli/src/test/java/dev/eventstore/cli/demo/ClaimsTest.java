package dev.eventstore.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.cli.TestConsole;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {

    private final TestConsole output = new TestConsole();
    private final Claims claims = new Claims(output.console(), false);

    @Test
    void only_what_was_found_as_expected_holds() {
        claims.check("two and two", 4L, 4L);
        claims.check("no hole", 0L, 1L);
        assertEquals(1, claims.held());
        assertEquals(1, claims.failed());
        assertTrue(output.out().contains("✔ two and two"), output.out());
        assertTrue(output.out().contains("✘ no hole"), output.out());
        assertTrue(output.out().contains("found    1"), output.out());
    }

    @Test
    void the_history_is_read_from_gits_words() {
        List<Change> changes =
                GitHistory.parse("@ abc 2026-01-01T00:00:00Z\n\nA\ta b.txt\nM\tc\n@ def 2026-01-02T00:00:00Z\nD\tc\n");
        assertEquals(
                List.of(
                        new Change("abc", "2026-01-01T00:00:00Z", "FileAdded", "a b.txt"),
                        new Change("abc", "2026-01-01T00:00:00Z", "FileModified", "c"),
                        new Change("def", "2026-01-02T00:00:00Z", "FileDeleted", "c")),
                changes);
    }

    @Test
    void without_git_there_is_a_sample(@TempDir Path empty) {
        GitHistory history = GitHistory.of(empty);
        assertTrue(history.source().contains("sample"));
        assertFalse(history.changes().size() < 100);
    }
}
