package dev.eventstore.cli.snapshot;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What its commands have in common: nothing but the word. Confined to one thread. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(read | record | delete)",
        description = "Read, record and delete snapshots: states that were computed from events.",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore snapshot record account-7 12 Balance '{\"cents\": 1250}'",
            "  ./eventstore snapshot read account-7 --json",
            "  ./eventstore snapshot delete account-7"
        })
public final class SnapshotCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(line, "Missing what to do: read, record or delete.");
    }
}
