package dev.eventstore.cli;

import dev.eventstore.cli.console.Console;
import dev.eventstore.cli.console.Interruption;
import dev.eventstore.cli.console.Invocation;

/** The entrance of the program. Stateless. */
public final class Main {

    private Main() {}

    /**
     * Runs the program and ends the process: 0 done, 1 refused or failed, 2 wrong usage.
     *
     * @param args what the user typed
     */
    public static void main(String[] args) {
        Interruption interruption = Interruption.ofThisThread();
        int exitCode = Program.run(new Invocation(Console.system(), interruption::requested), args);
        interruption.finished(exitCode);
        System.exit(exitCode);
    }
}
