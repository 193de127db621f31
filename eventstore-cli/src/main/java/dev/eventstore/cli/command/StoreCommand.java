package dev.eventstore.cli.command;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.store.StoreOptions;
import dev.eventstore.cli.store.StoreSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that opens a store, does one thing with it and closes it. Confined to one thread.
 */
public abstract class StoreCommand implements Callable<Integer> {

    /** Exit code of a command that did what it was asked for. */
    public static final int DONE = 0;

    /** Exit code of a command that was refused or failed. */
    public static final int FAILED = 1;

    /** What the program gives the command. */
    protected final Invocation invocation;

    /** Where the command speaks. */
    protected final Console console;

    /** Whether a program reads the output. */
    @Option(names = "--json", description = "Print one JSON object a line, and nothing else, on standard output.")
    protected boolean json;

    @Mixin
    private StoreOptions options = new StoreOptions();

    /**
     * A command.
     *
     * @param invocation what the program gives it
     */
    protected StoreCommand(Invocation invocation) {
        this.invocation = invocation;
        this.console = invocation.console();
    }

    @Override
    public final Integer call() throws Exception {
        check();
        try (StoreSession session = StoreSession.open(options, console)) {
            int exitCode = run(session);
            console.flush();
            return exitCode;
        }
    }

    /**
     * Checks the arguments, before anything is opened.
     *
     * @throws IllegalArgumentException if they make no sense together
     */
    protected void check() {}

    /**
     * Does the work.
     *
     * @param session the open store
     * @return the exit code
     * @throws Exception what goes wrong, told to the user
     */
    protected abstract int run(StoreSession session) throws Exception;
}
