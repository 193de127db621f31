package dev.eventstore.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody types, on a terminal whose keys a test presses. */
@Timeout(60)
class TerminalLinesTest {

    private static final String CTRL_D = "\u0004";
    private static final String UP = "\u001b[A";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private Path history = Path.of("none");
    private PipedOutputStream keys = new PipedOutputStream();
    private Optional<Terminal> terminal = Optional.empty();
    private Optional<TerminalLines> opened = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        history = folder.resolve("history");
        keys = new PipedOutputStream();
        terminal = Optional.of(
                new ExternalTerminal("test", "ansi", new PipedInputStream(keys), screen, StandardCharsets.UTF_8));
        opened = Optional.of(new TerminalLines(terminal.orElseThrow(), "> ", history));
    }

    @AfterEach
    void close() {
        opened.ifPresent(TerminalLines::close);
    }

    private TerminalLines lines() {
        return opened.orElseThrow();
    }

    private void type(String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system's terminal makes a signal of it, before any program reads the key. */
    private void pressCtrlC() {
        terminal.orElseThrow().raise(Terminal.Signal.INT);
    }

    @Test
    void lines_come_as_they_were_typed_until_the_end() throws Exception {
        type("read order-1\r");
        assertEquals(Optional.of("read order-1"), lines().next());
        type("epoch!!\r");
        assertEquals(Optional.of("epoch!!"), lines().next());
        type(CTRL_D);
        assertEquals(Optional.empty(), lines().next());
    }

    @Test
    void a_line_with_an_open_bracket_goes_on() throws Exception {
        type("append a T {\"n\":\r1}\r");
        assertEquals(Optional.of("append a T {\"n\":\n1}"), lines().next());
    }

    @Test
    void earlier_lines_come_back_also_after_a_restart() throws Exception {
        type("owner order-7\r");
        assertEquals(Optional.of("owner order-7"), lines().next());
        close();
        assertTrue(Files.readString(history).contains("owner order-7"));
        open();
        type(UP + "\r");
        assertEquals(Optional.of("owner order-7"), lines().next());
    }

    @Test
    void streams_that_were_named_and_commands_are_completed() throws Exception {
        lines().offer(List.of("whereis", "owner"), command -> List.of("--json"));
        type("owner order-7\r");
        lines().next();
        type("wher\tord\t--j\t\r");
        assertEquals(Optional.of("whereis order-7 --json"), lines().next().map(String::strip));
    }

    @Test
    void commands_of_two_words_are_completed_word_by_word() throws Exception {
        List<String> commands = List.of("snapshot read", "snapshot delete", "read");
        lines().offer(commands, command -> command.equals("snapshot read") ? List.of("--json") : List.of());
        type("read order-7\r");
        lines().next();
        type("sna\tre\tord\t--j\t\r");
        assertEquals(Optional.of("snapshot read order-7 --json"), lines().next().map(String::strip));
        type("help sna\tdel\t\r");
        assertEquals(Optional.of("help snapshot delete"), lines().next().map(String::strip));
    }

    @Test
    void a_key_ends_the_command_that_runs_and_not_the_next_one() throws Exception {
        lines().begin();
        assertFalse(lines().stop());
        type("x");
        while (!lines().stop()) {
            Thread.onSpinWait();
        }
        lines().end();
        lines().begin();
        assertFalse(lines().stop());
        lines().end();
    }

    @Test
    void ctrl_c_interrupts_the_command_that_runs_and_nothing_after_it() throws Exception {
        lines().begin();
        pressCtrlC();
        boolean interrupted = false;
        try {
            new CountDownLatch(1).await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        assertTrue(interrupted, "the command still waits");
        assertTrue(lines().stop());
        lines().end();
        assertFalse(Thread.interrupted());
        type("epoch\r");
        assertEquals(Optional.of("epoch"), lines().next());
    }
}
