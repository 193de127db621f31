package dev.eventstore.cli.admin;

import dev.eventstore.cli.console.Invocation;
import dev.eventstore.cli.console.JsonLine;
import dev.eventstore.core.StoreAdministration;
import picocli.CommandLine.Command;

/** Makes a store safe to use after its database was restored. Confined to one thread. */
@Command(
        name = "restored",
        mixinStandardHelpOptions = true,
        description = {
            "Make a database that was restored from a backup safe to use. All nodes must be stopped.",
            "It raises the epoch and the tokens of all subscriptions beyond what was handed out since the backup, so that no"
                    + " program which has survived from that time can write, and takes back checkpoints that are beyond the"
                    + " end of their stream. Events are not touched."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./eventstore restored", "  ./eventstore restored --url jdbc:postgresql://localhost/app --user app"
        })
public final class RestoredCommand extends AdministrationCommand {

    /**
     * The command.
     *
     * @param invocation what the program gives it
     */
    public RestoredCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(StoreAdministration store, String schema) {
        long epoch = store.restored();
        console.answer(
                json,
                json
                        ? new JsonLine()
                                .put("schema", schema)
                                .put("epoch", epoch)
                                .toString()
                        : "Schema '" + schema + "' is at epoch " + epoch
                                + "; what was handed out before counts no more. Start the nodes now.");
        return DONE;
    }
}
