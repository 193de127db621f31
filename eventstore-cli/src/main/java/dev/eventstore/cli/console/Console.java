package dev.eventstore.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where the program speaks: results on standard output, everything else (notes, progress, failures) on standard error.
 *
 * <p>Standard output is written through a buffer and never lost silently: a failed write ends the command. Thread-safe:
 * guarded by itself.
 */
public final class Console {

    private static final int BUFFER_BYTES = 64 * 1024;

    /** What moves a terminal's cursor or turns the direction of a text without being seen; lines and tabs are harmless. */
    private static final Pattern HIDDEN =
            Pattern.compile("[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u202A-\\u202E\\u2066-\\u2069]");

    private final OutputStream out;
    private final PrintStream err;
    private final boolean terminal;

    /**
     * A console over two streams.
     *
     * @param out takes results
     * @param err takes everything else
     * @param terminal whether {@code err} is a terminal, where a line may be drawn over
     */
    public Console(OutputStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * The console of this process. The launcher tells with the system property {@code launcher.terminal} whether standard
     * error is a terminal, since Java 17 cannot.
     *
     * @return the console
     */
    public static Console system() {
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Console(out, err, Boolean.getBoolean("launcher.terminal"));
    }

    /**
     * Writes a line of the result.
     *
     * @param line the line, without its end
     * @throws OutputClosed if nobody reads any more
     * @throws CommandFailure if it cannot be written
     */
    public synchronized void print(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw outputFailure(e);
        }
    }

    /**
     * Writes a line of the result. To people, characters that would change how others are shown are shown as their codes.
     *
     * @param json whether it is for a program
     * @param line the line, without its end
     * @throws OutputClosed if nobody reads any more
     * @throws CommandFailure if it cannot be written
     */
    public void answer(boolean json, String line) {
        print(json ? line : visible(line));
    }

    private static String visible(String text) {
        return HIDDEN.matcher(text)
                .replaceAll(found -> "\\\\u%04X".formatted((int) found.group().charAt(0)));
    }

    /**
     * Writes out what the buffer holds.
     *
     * @throws OutputClosed if nobody reads any more
     * @throws CommandFailure if it cannot be written
     */
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw outputFailure(e);
        }
    }

    /**
     * Tells the user something that is not the result.
     *
     * @param line the line, without its end
     */
    public synchronized void note(String line) {
        err.println(visible(line));
    }

    /**
     * Writes on standard error without ending the line, for what is drawn over.
     *
     * @param text the text
     */
    public synchronized void draw(String text) {
        err.print(text);
        err.flush();
    }

    /**
     * Whether standard error is a terminal.
     *
     * @return true if a line may be drawn over
     */
    public boolean terminal() {
        return terminal;
    }

    private static RuntimeException outputFailure(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Broken pipe") || message.contains("EPIPE")) {
            return new OutputClosed(e);
        }
        return new CommandFailure("standard output cannot be written: " + message, e);
    }
}
