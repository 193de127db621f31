package dev.eventstore.cli.command;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.store.StoreOptions;
import dev.eventstore.cli.store.StoreSession;
import dev.eventstore.cli.store.Target;
import dev.eventstore.core.EventStoreBuilder;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * A command that opens a store, does one thing with it and closes it; or does it on a store that is open. Confined to one
 * thread.
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

    private @Nullable StoreSession shared;

    /**
     * A command.
     *
     * @param invocation what the program gives it
     */
    protected StoreCommand(Invocation invocation) {
        this.invocation = invocation;
        this.console = invocation.console();
    }

    /**
     * The command on a store that is open already and stays open, without the options that say where it is.
     *
     * @param session the open store
     * @param asJson whether it prints JSON without being asked
     * @return the command, to be used once
     */
    public final CommandLine on(StoreSession session, boolean asJson) {
        shared = session;
        json = asJson;
        CommandLine line = new CommandLine(this);
        CommandSpec spec = line.getCommandSpec();
        List.copyOf(spec.mixins().get("options").options()).forEach(spec::remove);
        return line;
    }

    /**
     * Whether it runs on a store that others use after it, together with standard input.
     *
     * @return true if it does
     */
    protected final boolean shares() {
        return shared != null;
    }

    @Override
    public final Integer call() throws Exception {
        check();
        if (shared != null) {
            return finished(shared);
        }
        if (!opensStore()) {
            try (Target target = Target.of(options, console, this::configure)) {
                int exitCode = run(target);
                console.flush();
                return exitCode;
            }
        }
        try (StoreSession session = StoreSession.open(options, console, this::configure)) {
            if (needsQuorum()) {
                session.awaitQuorum(console);
            }
            return finished(session);
        }
    }

    /**
     * Whether the work needs the store to be open; if not, {@link #run(Target)} does it.
     *
     * @return true unless the command says otherwise
     */
    protected boolean opensStore() {
        return true;
    }

    /**
     * Whether the work waits until the node that is opened for it serves.
     *
     * @return true unless the command says otherwise
     */
    protected boolean needsQuorum() {
        return true;
    }

    /**
     * Does the work beside a store that is not open.
     *
     * @param target where the store is
     * @return the exit code
     */
    protected int run(Target target) {
        throw new IllegalStateException("this command works on an open store");
    }

    private int finished(StoreSession session) throws Exception {
        int exitCode = run(session);
        console.flush();
        return exitCode;
    }

    /**
     * Sets what the command decides about the store that is opened for it.
     *
     * @param builder the store to be
     */
    protected void configure(EventStoreBuilder builder) {}

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
