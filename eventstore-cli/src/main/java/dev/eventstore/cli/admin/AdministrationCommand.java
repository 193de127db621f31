package dev.eventstore.cli.admin;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.store.StoreOptions;
import dev.eventstore.cli.store.Target;
import dev.eventstore.core.StoreAdministration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command on the place that a store is in, or is to be in, without opening the store. Confined to one thread. */
abstract class AdministrationCommand implements Callable<Integer> {

    /** Exit code of a command that did what it was asked for. */
    static final int DONE = 0;

    /** Exit code of a command that was refused, or found what it looks for. */
    static final int FAILED = 1;

    /** Where the command speaks. */
    protected final Console console;

    /** Whether a program reads the output. */
    @Option(names = "--json", description = "Print one JSON object a line, and nothing else, on standard output.")
    protected boolean json;

    @Mixin
    private StoreOptions options = new StoreOptions();

    AdministrationCommand(Invocation invocation) {
        this.console = invocation.console();
    }

    @Override
    public final Integer call() {
        try (Target target = Target.of(options, console, builder -> {})) {
            String schema = target.builder().settings().at("postgres").text("schema");
            try (StoreAdministration store = StoreAdministration.of(target.builder())) {
                int exitCode = run(store, schema);
                console.flush();
                return exitCode;
            }
        }
    }

    /**
     * Does the work.
     *
     * @param store the store
     * @param schema where it is
     * @return the exit code
     */
    abstract int run(StoreAdministration store, String schema);
}
