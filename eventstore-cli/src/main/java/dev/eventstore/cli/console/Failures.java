package dev.eventstore.cli.console;

import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.error.ConfigurationException;
import dev.eventstore.api.error.EventStoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user what went wrong, and decides the exit code. Confined to one thread. */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final Console console;

    /**
     * The failures of one command line.
     *
     * @param console where they are told
     */
    public Failures(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return wrongUsage(e.getCommandLine(), e.getMessage(), e);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
        if (e instanceof IllegalArgumentException) {
            return wrongUsage(line, e.getMessage(), e);
        }
        return tell(console, e, parsed.originalArgs().contains("--stacktrace"));
    }

    private int wrongUsage(CommandLine line, String message, Exception e) {
        console.note("eventstore: " + message.replace("option option", "option").replaceFirst("^Error: ", ""));
        if (e instanceof UnmatchedArgumentException unmatched) {
            suggest(line, unmatched);
        }
        String command = line.getCommandSpec().qualifiedName(" ").replaceFirst("^eventstore ?", "");
        console.note("Try './eventstore " + (command.isEmpty() ? "--help" : command + " --help") + "'.");
        return USAGE;
    }

    private void suggest(CommandLine line, UnmatchedArgumentException unmatched) {
        if (unmatched.isUnknownOption()) {
            StringWriter suggestions = new StringWriter();
            UnmatchedArgumentException.printSuggestions(unmatched, new PrintWriter(suggestions, true));
            suggestions.toString().lines().filter(text -> !text.isBlank()).forEach(console::note);
        } else if (!unmatched.getUnmatched().isEmpty()) {
            Nearest.to(unmatched.getUnmatched().get(0), line.getSubcommands().keySet())
                    .ifPresent(command -> console.note("Did you mean '" + command + "'?"));
        }
    }

    /**
     * Tells one failure.
     *
     * @param console where it is told
     * @param e what went wrong
     * @param stacktrace whether to show where it came from
     * @return the exit code
     */
    public static int tell(Console console, Exception e, boolean stacktrace) {
        if (e instanceof OutputClosed) {
            return FAILED;
        }
        if (e instanceof CallInterruptedException) {
            console.note("eventstore: interrupted.");
        } else if (e instanceof CommandFailure || e instanceof EventStoreException) {
            console.note("eventstore: " + e.getMessage());
            if (e instanceof ConfigurationException miss && isMissingPlugin(miss)) {
                console.note("./eventstore adds the jars, or folders of jars, that EVENTSTORE_PLUGINS names.");
            }
        } else {
            console.note("eventstore: an unexpected failure, which is a defect of this program: " + e);
            trace(console, e);
            return FAILED;
        }
        if (stacktrace) {
            trace(console, e);
        }
        return FAILED;
    }

    private static boolean isMissingPlugin(ConfigurationException refusal) {
        return refusal.allowed().contains(" to the program's modules or class path");
    }

    private static void trace(Console console, Exception e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        Arrays.stream(text.toString().split("\n")).forEach(console::note);
    }
}
