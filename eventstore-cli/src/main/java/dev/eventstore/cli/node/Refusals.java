package dev.eventstore.cli.node;

import dev.eventstore.api.error.CallInterruptedException;
import dev.eventstore.api.error.EventStoreException;
import dev.eventstore.cli.console.CommandFailure;
import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Failures;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.cli.console.OutputClosed;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Tells why a line of the console was refused: to people on standard error; to programs as a JSON object with the key {@code
 * error}, in its place among the answers. Confined to one thread.
 */
final class Refusals implements IParameterExceptionHandler, IExecutionExceptionHandler {

    static final int REFUSED = 1;

    private final Console console;
    private final boolean json;
    private long line;
    private boolean outputClosed;

    Refusals(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** The lines from now on come from this one of a file; 0: from nowhere. */
    void at(long number) {
        line = number;
    }

    /** Whether nobody reads the answers any more. */
    boolean outputClosed() {
        return outputClosed;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return usage(e.getCommandLine().getCommandName(), String.valueOf(e.getMessage()));
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        String name = command.getCommandName();
        if (e instanceof OutputClosed) {
            outputClosed = true;
            return REFUSED;
        }
        if (e instanceof IllegalArgumentException) {
            return usage(name, String.valueOf(e.getMessage()));
        }
        if (e instanceof CallInterruptedException) {
            return tell(name, "interrupted.", kind(e));
        }
        if (e instanceof CommandFailure || e instanceof EventStoreException) {
            return tell(name, String.valueOf(e.getMessage()), kind(e));
        }
        Failures.tell(console, e, true);
        return json ? tell(name, "an unexpected failure, which is a defect of this program: " + e, kind(e)) : REFUSED;
    }

    /** Refuses what was typed. */
    int usage(String command, String message) {
        tell(command, message, "WrongUsage");
        if (!json) {
            console.note(command.isEmpty() ? "Try 'help'." : "Try 'help " + command + "'.");
        }
        return REFUSED;
    }

    private static String kind(Exception e) {
        return e instanceof CommandFailure ? "Refused" : e.getClass().getSimpleName();
    }

    private int tell(String command, String message, String kind) {
        if (!json) {
            console.note((line > 0 ? "line " + line + ": " : "") + message);
            return REFUSED;
        }
        JsonLine refusal = new JsonLine().put("error", message).put("kind", kind);
        if (!command.isEmpty()) {
            refusal.put("command", command);
        }
        if (line > 0) {
            refusal.put("line", line);
        }
        console.print(refusal.toString());
        return REFUSED;
    }
}
