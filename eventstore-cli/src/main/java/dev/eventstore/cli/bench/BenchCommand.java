package dev.eventstore.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The measurements as a group. Confined to one thread. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(append | read | subscribe | cluster)",
        description = {
            "Measure the store's speed, beside yardsticks measured in the same run on the same server.",
            "Everything happens in scratch schemas that are dropped in the end; no event of yours is read or written.",
            "Compare the ratios; the absolute figures hold for this machine at this moment only."
        },
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eventstore bench append --callers 64",
            "  ./eventstore bench append --callers 256 --async --json",
            "  ./eventstore bench read",
            "  ./eventstore bench subscribe",
            "  ./eventstore bench cluster"
        })
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine line = spec.commandLine();
        throw new ParameterException(line, "Missing what to measure: append, read, subscribe or cluster.");
    }
}
