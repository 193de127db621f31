package dev.eventstore.it.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstore.it.BuiltModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What class files do not show: blocks that are synchronized. */
class SourceTest {

    private static final Pattern COMMENTS_AND_TEXTS =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:[^\"\\\\\\n]|\\\\.)*\"", Pattern.DOTALL);
    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");

    @Test
    void core_synchronizes_nothing_but_where_processes_are_run_asks_are_routed_and_users_acknowledge()
            throws IOException {
        Path core = BuiltModules.root().resolve("eventstore-core/src/main/java/dev/eventstore/core");
        List<Path> sources;
        try (Stream<Path> files = Files.walk(core)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith(core.resolve("process"))
                            && !file.startsWith(core.resolve("supervisor"))
                            && !file.startsWith(core.resolve("routing"))
                            && !file.endsWith("subscriber/AckWindow.java"))
                    .toList();
        }
        assertTrue(sources.size() > 50, () -> "only " + sources);
        List<Path> offenders = new ArrayList<>();
        for (Path source : sources) {
            if (synchronizes(Files.readString(source))) {
                offenders.add(source);
            }
        }
        assertEquals(List.of(), offenders);
    }

    @Test
    void a_planted_block_is_seen() {
        assertTrue(synchronizes("class A { void x() { synchronized (this) { } } }"));
        assertTrue(synchronizes("class A { synchronized void x() { } }"));
    }

    @Test
    void words_in_comments_and_texts_are_no_violation() {
        assertTrue(!synchronizes("/** synchronized */ class A { /* synchronized\n */ String x = \"synchronized\"; } //"
                + " synchronized"));
    }

    private static boolean synchronizes(String source) {
        return SYNCHRONIZED
                .matcher(COMMENTS_AND_TEXTS.matcher(source).replaceAll(" "))
                .find();
    }
}
