package dev.eventstore.cli.node;

import dev.eventstore.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lines that somebody types, with history and completion. Ctrl-C drops the line, or ends the command that runs, as any key
 * does for one that follows events; Ctrl-D is the end. Confined to the thread that runs the commands, but for Ctrl-C.
 */
final class TerminalLines implements Lines {

    private static final long KEY_MILLIS = 1;

    private final Terminal terminal;
    private final LineReader reader;
    private final Completion completion;
    private final String prompt;
    private final Waiting waiting = new Waiting();
    private final Object lock = new Object();

    // Guarded by lock: Ctrl-C comes on a thread of its own.
    private @Nullable Thread running;
    private boolean interrupted;

    private @Nullable Attributes before;

    /**
     * The lines of a terminal, which is closed with them.
     *
     * @param terminal where they are typed
     * @param prompt shown before each
     * @param history the file that keeps them
     */
    TerminalLines(Terminal terminal, String prompt, Path history) {
        this.terminal = terminal;
        this.prompt = prompt;
        this.completion = new Completion();
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("eventstore")
                .parser(completion)
                .completer(completion)
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        terminal.handle(Terminal.Signal.INT, signal -> interrupt());
    }

    /**
     * The lines of this process's terminal.
     *
     * @param prompt shown before each
     * @param history the file that keeps them
     * @return the lines, to be closed
     */
    static TerminalLines open(String prompt, Path history) {
        try {
            return new TerminalLines(
                    TerminalBuilder.builder().system(true).dumb(true).build(), prompt, history);
        } catch (IOException e) {
            throw new CommandFailure(
                    "The terminal cannot be used: " + e.getMessage() + ". Send the commands through a pipe instead.",
                    e);
        }
    }

    @Override
    public void offer(List<String> commands, Function<String, List<String>> options) {
        completion.offer(commands, options);
    }

    @Override
    public Optional<String> next() throws InterruptedException {
        return waiting.await(this::read);
    }

    private Optional<String> read() {
        while (true) {
            try {
                return Optional.of(reader.readLine(prompt));
            } catch (UserInterruptException dropped) {
                // Ctrl-C at the prompt: the line is dropped, and another one is read.
            } catch (EndOfFileException end) {
                return Optional.empty();
            }
        }
    }

    @Override
    public boolean numbered() {
        return false;
    }

    @Override
    public void begin() {
        before = terminal.enterRawMode();
        synchronized (lock) {
            interrupted = false;
            running = Thread.currentThread();
        }
    }

    private void interrupt() {
        synchronized (lock) {
            interrupted = true;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    @Override
    public boolean stop() {
        synchronized (lock) {
            return interrupted || keyPressed();
        }
    }

    private boolean keyPressed() {
        try {
            interrupted = terminal.reader().read(KEY_MILLIS) >= 0;
            return interrupted;
        } catch (IOException e) {
            return true;
        }
    }

    /** What Ctrl-C interrupted has ended: the next wait is not to be. */
    @Override
    public void end() {
        synchronized (lock) {
            running = null;
            if (interrupted) {
                Thread.interrupted();
            }
        }
        if (before != null) {
            terminal.setAttributes(before);
            before = null;
        }
    }

    @Override
    public void close() {
        waiting.close();
        try {
            terminal.close();
        } catch (IOException e) {
            throw new CommandFailure("The terminal cannot be given back: " + e.getMessage(), e);
        }
    }
}
